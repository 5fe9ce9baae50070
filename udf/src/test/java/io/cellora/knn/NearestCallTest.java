package io.cellora.knn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.cellora.SparkTestBase;
import io.cellora.batch.BatchEvaluator;
import io.cellora.batch.BatchResult;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class NearestCallTest extends SparkTestBase {

  private static NearestReference reference;

  @BeforeAll
  static void broadcast() {
    reference =
        NearestReference.broadcast(
            KnnAnnotationTest.reference(3),
            "embedding",
            "label",
            new KnnOptions.Sizes(16, 64, 1 << 20, 1));
  }

  @AfterAll
  static void destroy() {
    reference.destroy();
  }

  @Test
  void aBatchIsAnsweredRowByRowEachWithItsK() {
    JsonNode expected = Expected.cases().get(2);
    try (BatchEvaluator evaluator = open(reference)) {
      for (int start = 0; start < 30; start += evaluator.batchSize()) {
        int rows = Math.min(evaluator.batchSize(), 30 - start);
        for (int i = 0; i < rows; i++) {
          evaluator.add(arguments(Expected.row("queries", start + i), 1 + (start + i) % 50));
        }
        BatchResult result = evaluator.evaluate();
        for (int i = 0; i < rows; i++) {
          requireNearest((ArrayData) result.value(i, 0), expected, start + i);
        }
      }
    }
  }

  private static void requireNearest(ArrayData found, JsonNode expected, int query) {
    assertThat(found.numElements()).isEqualTo(1 + query % 50);
    for (int i = 0; i < found.numElements(); i++) {
      int row = expected.get("rows").get(query).get(i).asInt();
      InternalRow neighbour = found.getStruct(i, 3);
      assertThat(neighbour.getString(0)).isEqualTo("reference" + row);
      assertThat(neighbour.getString(1)).isEqualTo(Expected.LABELS.get(row));
      assertThat(neighbour.getFloat(2))
          .isEqualTo((float) expected.get("distances").get(query).get(i).asDouble());
    }
  }

  @Test
  void nullsGiveNull() {
    try (BatchEvaluator evaluator = open(reference)) {
      evaluator.add(new GenericInternalRow(new Object[] {null, 3}));
      evaluator.add(arguments(Expected.row("queries", 3), 2));
      evaluator.add(
          new GenericInternalRow(
              new Object[] {UnsafeArrayData.fromPrimitiveArray(new float[] {1}), null}));
      BatchResult result = evaluator.evaluate();
      assertThat(result.value(0, 0)).isNull();
      assertThat(((ArrayData) result.value(1, 0)).numElements()).isEqualTo(2);
      assertThat(result.value(2, 0)).isNull();
    }
  }

  @Test
  void badArgumentsAreNamed() {
    try (BatchEvaluator evaluator = open(reference)) {
      assertThatThrownBy(() -> evaluator.add(arguments(new float[] {1, 2}, 3)))
          .hasMessage(
              "Invalid width of embedding (argument 1 of nearest): 2, expected 12 as in the"
                  + " reference");
      float[] broken = Expected.row("queries", 0);
      broken[5] = Float.NaN;
      assertThatThrownBy(() -> evaluator.add(arguments(broken, 3)))
          .hasMessage(
              "Invalid value of embedding (argument 1 of nearest) at 5: NaN, expected a finite"
                  + " number");
      assertThatThrownBy(() -> evaluator.add(arguments(Expected.row("queries", 0), 0)))
          .hasMessage("Invalid k (argument 2 of nearest): 0, expected at least 1");
    }
  }

  @Test
  void theResultSaysTheRowsNameOnlyWhereThereIsOne() {
    assertThat(reference.resultType().catalogString())
        .isEqualTo("array<struct<cell_id:string,label:string,distance:float>>");
    NearestReference nameless =
        NearestReference.broadcast(
            KnnAnnotationTest.reference(1).drop("cell_id"),
            "embedding",
            "label",
            KnnOptions.Sizes.DEFAULT);
    assertThat(nameless.resultType().catalogString())
        .isEqualTo("array<struct<label:string,distance:float>>");
    try (BatchEvaluator evaluator = open(nameless)) {
      evaluator.add(arguments(Expected.row("queries", 1), 1));
      ArrayData found = (ArrayData) evaluator.evaluate().value(0, 0);
      assertThat(found.getStruct(0, 2).getString(0)).isEqualTo(Expected.LABELS.get(25));
    } finally {
      nameless.destroy();
    }
  }

  @Test
  void aReferenceTooLargeForMemoryIsRefusedWithAWayOut() {
    assertThatThrownBy(
            () ->
                NearestReference.broadcast(
                    KnnAnnotationTest.reference(1),
                    "embedding",
                    "label",
                    new KnnOptions.Sizes(1, 1, 1000, 1)))
        .hasMessage(
            "Cannot hold reference in memory (240 rows of 12 take 11,520 bytes, at most 1,000 may"
                + " be broadcast; allow more, sample it, or use cellora annotate): columns label"
                + " and embedding");
  }

  @Test
  void callsOverOneReferenceAreComputedTogether() {
    assertThat(new NearestCall(reference).kernel()).isEqualTo(new NearestCall(reference).kernel());
  }

  private static BatchEvaluator open(NearestReference reference) {
    NearestCall call = new NearestCall(reference);
    return call.kernel().open(List.of(call));
  }

  private static InternalRow arguments(float[] embedding, int k) {
    return new GenericInternalRow(new Object[] {UnsafeArrayData.fromPrimitiveArray(embedding), k});
  }
}
