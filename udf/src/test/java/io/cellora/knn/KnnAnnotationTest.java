package io.cellora.knn;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.cellora.SparkTestBase;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.spark.ml.functions;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class KnnAnnotationTest extends SparkTestBase {

  private static final StructType SCHEMA =
      new StructType()
          .add("cell_id", DataTypes.StringType)
          .add("row", DataTypes.LongType)
          .add("label", DataTypes.StringType)
          .add("embedding", DataTypes.createArrayType(DataTypes.FloatType));

  private static final KnnOptions.Sizes BROADCAST = new KnnOptions.Sizes(16, 64, 1 << 20, 1);
  private static final KnnOptions.Sizes BLOCKED = new KnnOptions.Sizes(16, 64, 4096, 1);

  @ParameterizedTest
  @EnumSource
  void annotatesAsScimilarityDoes(KnnWeighting weighting) {
    for (JsonNode expected : Expected.cases()) {
      int k = expected.get("k").asInt();
      JsonNode upstream = expected.get(weighting.name().toLowerCase(Locale.ROOT));
      List<Row> rows = annotate(reference(3), new KnnOptions(k, weighting, BROADCAST));
      for (int i = 0; i < rows.size(); i++) {
        Row row = rows.get(i);
        assertThat(row.<String>getAs("predicted"))
            .isEqualTo(upstream.get("predicted").get(i).asText());
        assertThat(row.<Float>getAs("min_dist"))
            .isCloseTo((float) upstream.get("min_dist").get(i).asDouble(), within(1e-6f));
        assertThat(row.<Float>getAs("max_dist"))
            .isCloseTo((float) upstream.get("max_dist").get(i).asDouble(), within(1e-6f));
        assertThat(row.<Double>getAs("vs2nd"))
            .isCloseTo(upstream.get("vs2nd").get(i).asDouble(), within(1e-9));
        assertThat(row.<Double>getAs("vs_all"))
            .isCloseTo(upstream.get("vsAll").get(i).asDouble(), within(1e-9));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 1", "7, 1, 16", "7, 7, 16", "2, 1000, 1000"})
  void cuttingTheWorkOtherwiseChangesNoBit(int partitions, int block, int batch) {
    List<Row> once = annotate(reference(1), new KnnOptions(7, KnnWeighting.UNIFORM, BROADCAST));
    for (long broadcastBytes : new long[] {1 << 20, 4096, 1}) {
      KnnOptions.Sizes sizes = new KnnOptions.Sizes(batch, block, broadcastBytes, 1);
      Dataset<Row> shuffled = reference(1).orderBy(col("row").mod(17)).repartition(partitions);
      KnnOptions options = new KnnOptions(7, KnnWeighting.UNIFORM, sizes);
      assertThat(annotate(shuffled, options)).isEqualTo(once);
    }
  }

  @Test
  void cellsWithoutEmbeddingGetNullsAndReferencesWithoutCannotVote() {
    Dataset<Row> noVotes =
        frame(
            List.of(
                RowFactory.create("a", -1L, "never", null),
                RowFactory.create("b", -2L, null, Expected.row("queries", 0))));
    Dataset<Row> cells =
        queries().union(frame(List.of(RowFactory.create("none", 99L, null, null))));
    for (KnnOptions.Sizes sizes : List.of(BROADCAST, BLOCKED)) {
      KnnOptions options = new KnnOptions(50, KnnWeighting.UNIFORM, sizes);
      List<Row> rows = annotate(reference(3).union(noVotes), cells, options);
      assertThat(rows.subList(0, 30)).isEqualTo(annotate(reference(2), options));
      Row none = rows.get(30);
      assertThat(none.<String>getAs("cell_id")).isEqualTo("none");
      for (int i = SCHEMA.size(); i < none.size(); i++) {
        assertThat(none.isNullAt(i)).isTrue();
      }
    }
  }

  @Test
  void noCellsAreNoRows() {
    for (KnnOptions.Sizes sizes : List.of(BROADCAST, BLOCKED)) {
      KnnOptions options = new KnnOptions(5, KnnWeighting.UNIFORM, sizes);
      assertThat(annotate(reference(2), queries().limit(0), options)).isEmpty();
    }
  }

  @Test
  void moreNeighboursThanTheReferenceHasAreAllOfIt() {
    for (KnnOptions.Sizes sizes : List.of(BROADCAST, new KnnOptions.Sizes(16, 2, 1, 1))) {
      KnnOptions options = new KnnOptions(Integer.MAX_VALUE, KnnWeighting.UNIFORM, sizes);
      for (Row row : annotate(reference(2).filter("row < 9"), options)) {
        int hits = 0;
        for (Row hit : row.<Row>getList(row.fieldIndex("hits"))) {
          hits += hit.getInt(1);
        }
        assertThat(hits).isEqualTo(9);
      }
    }
  }

  @Test
  void vectorsAndDoublesAreEmbeddingsToo() {
    KnnOptions options = new KnnOptions(7, KnnWeighting.UNIFORM, BROADCAST);
    List<Row> once = annotate(reference(1), options);
    Dataset<Row> vectors =
        reference(1).withColumn("embedding", functions.array_to_vector(col("embedding")));
    Dataset<Row> doubles =
        queries().withColumn("embedding", col("embedding").cast("array<double>"));
    assertThat(annotate(vectors, doubles, options)).isEqualTo(once);
  }

  @Test
  void anotherWidthIsRefusedByTheCellsName() {
    Dataset<Row> narrow = frame(List.of(RowFactory.create("c7", 0L, "x", new float[] {1, 2, 3})));
    KnnOptions options = new KnnOptions(7, KnnWeighting.UNIFORM, BROADCAST);
    assertThatThrownBy(() -> annotate(reference(1), narrow, options))
        .hasStackTraceContaining(
            "Invalid width of embedding (cells, cell c7): 3, expected 12 as in the reference");
    assertThatThrownBy(() -> annotate(reference(1).union(narrow), queries(), options))
        .hasStackTraceContaining("Invalid width of embedding (reference, cell ");
  }

  @ParameterizedTest
  @CsvSource({"NaN, NaN", "Infinity, Infinity", ", null"})
  void aValueThatIsNoNumberIsRefusedByTheCellsName(Float value, String shown) {
    Float[] broken = new Float[Expected.WIDTH];
    Arrays.fill(broken, 1f);
    broken[4] = value;
    Dataset<Row> cells = frame(List.of(RowFactory.create("c8", 0L, "x", broken)));
    for (KnnOptions.Sizes sizes : List.of(BROADCAST, BLOCKED)) {
      KnnOptions options = new KnnOptions(7, KnnWeighting.UNIFORM, sizes);
      assertThatThrownBy(() -> annotate(reference(1), cells, options))
          .hasStackTraceContaining(
              "Invalid value of embedding (cells, cell c8) at 4: %s, expected a finite number"
                  .formatted(shown));
    }
  }

  @Test
  void tablesThatCannotBeUsedAreRefusedInWords() {
    KnnOptions options = new KnnOptions(7, KnnWeighting.UNIFORM, BROADCAST);
    assertThatThrownBy(() -> KnnAnnotation.over(reference(1), "vector", "label", options))
        .hasMessage(
            "Cannot find column of embeddings (there is cell_id, row, label, embedding): vector");
    assertThatThrownBy(() -> KnnAnnotation.over(reference(1), "embedding", "type", options))
        .hasMessage("Cannot find column of labels (there is cell_id, row, label, embedding): type");
    assertThatThrownBy(() -> KnnAnnotation.over(reference(1), "label", "label", options))
        .hasMessage("Invalid type of column label: string, expected array<float> or an ml vector");
    assertThatThrownBy(
            () -> KnnAnnotation.over(reference(1).limit(0), "embedding", "label", options))
        .hasMessage(
            "Cannot use reference (no row has both a label and an embedding): columns label and"
                + " embedding");
    assertThatThrownBy(
            () -> annotate(reference(1), queries().withColumn("predicted", lit("x")), options))
        .hasMessage("Cannot add column (there is one of this name; rename it): predicted");
    assertThatThrownBy(() -> new KnnOptions(0, KnnWeighting.UNIFORM, BROADCAST))
        .hasMessage("Invalid k: 0, expected at least 1");
  }

  @Test
  void nothingStaysInNativeMemoryOfTheDriver() {
    int before = KnnCache.loaded();
    annotate(reference(1), new KnnOptions(7, KnnWeighting.UNIFORM, BROADCAST));
    assertThat(KnnCache.loaded()).isLessThanOrEqualTo(before);
  }

  private static List<Row> annotate(Dataset<Row> reference, KnnOptions options) {
    return annotate(reference, queries(), options);
  }

  private static List<Row> annotate(
      Dataset<Row> reference, Dataset<Row> cells, KnnOptions options) {
    try (KnnAnnotation annotation = KnnAnnotation.over(reference, "embedding", "label", options)) {
      return annotation.annotate(cells, "embedding").orderBy("row").collectAsList();
    }
  }

  static Dataset<Row> reference(int partitions) {
    return rows("reference").repartition(partitions);
  }

  private static Dataset<Row> queries() {
    return rows("queries");
  }

  private static Dataset<Row> rows(String matrix) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < Expected.size(matrix); i++) {
      String label = matrix.equals("reference") ? Expected.LABELS.get(i) : null;
      rows.add(RowFactory.create(matrix + i, (long) i, label, Expected.row(matrix, i)));
    }
    return frame(rows);
  }

  private static Dataset<Row> frame(List<Row> rows) {
    return spark.createDataFrame(rows, SCHEMA);
  }
}
