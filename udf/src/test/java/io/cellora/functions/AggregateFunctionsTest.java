package io.cellora.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.cellora.Fixtures;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.connector.catalog.functions.AggregateFunction;
import org.apache.spark.sql.connector.catalog.functions.BoundFunction;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AggregateFunctionsTest extends FunctionTestBase {

  @Test
  void classMetricsAreScikitLearns() {
    Row row =
        one(
            "SELECT cellora.macro_f1(label, predicted), cellora.balanced_accuracy(label, predicted),"
                + " cellora.macro_f1(odd_label, odd_predicted),"
                + " cellora.balanced_accuracy(odd_label, odd_predicted) FROM cells");
    String[] names = {"macro_f1", "balanced_accuracy", "odd_macro_f1", "odd_balanced_accuracy"};
    for (int i = 0; i < names.length; i++) {
      assertThat(row.getDouble(i))
          .as(names[i])
          .isCloseTo(EXPECTED.get(names[i]).asDouble(), within(1e-12));
    }
  }

  @Test
  void classesMayBeNumbers() {
    Row row =
        one(
            "SELECT cellora.macro_f1(a, b), cellora.macro_f1(double(a), double(b)),"
                + " cellora.balanced_accuracy(a = 1, b = 1)"
                + " FROM VALUES (1, 1), (2, 1), (2, 2), (NULL, 1), (1, NULL) AS t(a, b)");
    assertThat(row.getDouble(0)).isCloseTo(2 / 3.0, within(1e-12));
    assertThat(row.getDouble(1)).isEqualTo(row.getDouble(0));
    assertThat(row.getDouble(2)).isCloseTo(0.75, within(1e-12));
  }

  @Test
  void metricsOfGroupsAddUpWhereverTheirRowsLie() {
    List<Row> rows =
        sql(
            "SELECT cell_id % 2 AS half, cellora.macro_f1(label, predicted) AS f1 FROM cells WHERE"
                + " label IS NOT NULL GROUP BY half ORDER BY half");
    for (Row row : rows) {
      double alone =
          one("SELECT /*+ COALESCE(1) */ cellora.macro_f1(label, predicted) FROM cells WHERE"
                  + " cell_id % 2 = "
                  + row.getInt(0))
              .getDouble(0);
      assertThat(row.getDouble(1)).isEqualTo(alone);
    }
    assertThat(rows).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void topKAccuracyIsScikitLearns(int k) {
    Row row =
        one(
            "SELECT cellora.top_k_accuracy(label, top, %d),".formatted(k)
                + " cellora.top_k_accuracy(label, top.label, %d),".formatted(k)
                + " cellora.top_k_accuracy(label, slice(top, 1, %d)) FROM cells".formatted(k));
    for (int i = 0; i < 3; i++) {
      assertThat(row.getDouble(i))
          .isCloseTo(EXPECTED.get("top_k_accuracy").get(k - 1).asDouble(), within(1e-12));
    }
  }

  @Test
  void theCentroidIsTheMeanInWhateverPartitions() {
    float[] expected = Fixtures.floats(EXPECTED.get("centroid"));
    for (int partitions : new int[] {1, 3, 60}) {
      List<Float> centroid =
          one("SELECT cellora.centroid(embedding) FROM (SELECT /*+ REPARTITION(%d) */ * FROM cells)"
                  .formatted(partitions))
              .getList(0);
      for (int i = 0; i < expected.length; i++) {
        assertThat(centroid.get(i)).isCloseTo(expected[i], within(1e-7f));
      }
    }
  }

  @Test
  void aCentroidOfVectorsAndDoublesIsTheSame() {
    Row row =
        one(
            "SELECT cellora.centroid(features), cellora.centroid(CAST(embedding AS ARRAY<DOUBLE>)),"
                + " cellora.centroid(embedding) FROM cells");
    assertThat(row.getList(0)).hasSize(12);
    assertThat(row.getList(1)).isEqualTo(row.getList(2));
    assertThatThrownBy(
            () -> sql("SELECT cellora.centroid(IF(cell_id = 7, array(1F), embedding)) FROM cells"))
        .hasMessageContaining("Invalid embedding: ")
        .hasMessageContaining("as in other rows");
  }

  /** Spark reads a state with a class loader that does not know the jars of --jars. */
  @Test
  void statesAreOfTheJdksClassesAlone() {
    StructType pair =
        new StructType().add("a", DataTypes.StringType).add("b", DataTypes.StringType);
    StructType top =
        new StructType()
            .add("a", DataTypes.StringType)
            .add("b", DataTypes.createArrayType(DataTypes.StringType));
    StructType embedding =
        new StructType().add("a", DataTypes.createArrayType(DataTypes.FloatType));
    for (BoundFunction function :
        List.of(
            new MacroF1Function().bind(pair),
            new BalancedAccuracyFunction().bind(pair),
            new TopKAccuracyFunction().bind(top),
            new CentroidFunction().bind(embedding))) {
      Object state = ((AggregateFunction<?, ?>) function).newAggregationState();
      assertThat(state.getClass().getClassLoader()).as(function.name()).isNull();
    }
  }

  @Test
  void withoutRowsOrWithNullsAloneThereIsNoNumber() {
    for (String condition : List.of("false", "label IS NULL")) {
      Row row =
          one(
              "SELECT cellora.macro_f1(label, predicted), cellora.balanced_accuracy(label,"
                  + " predicted), cellora.top_k_accuracy(label, top), cellora.centroid(embedding) FROM"
                  + " cells WHERE "
                  + condition);
      assertThat(List.of(row.isNullAt(0), row.isNullAt(1), row.isNullAt(2), row.isNullAt(3)))
          .containsOnly(true);
    }
  }
}
