package io.cellora.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.cellora.Fixtures;
import java.util.List;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.SparseVector;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScalarFunctionsTest extends FunctionTestBase {

  @Test
  void aGeneHasItsValueInSparseAndDenseCells() {
    List<Row> rows =
        sql(
            "SELECT cellora.gene(features, 'MS4A1'), cellora.gene(features, lower_or_not), features"
                + " FROM (SELECT *, upper('cd3d') AS lower_or_not FROM cells) ORDER BY cell_id");
    for (Row row : rows.subList(0, CELLS)) {
      assertThat(row.getDouble(0)).isEqualTo(row.<Vector>getAs(2).apply(4));
      assertThat(row.getDouble(1)).isEqualTo(row.<Vector>getAs(2).apply(0));
    }
    assertThat(rows.get(CELLS).isNullAt(0)).isTrue();
  }

  @Test
  void aSymbolMayComeFromAColumn() {
    List<Row> rows =
        sql(
            "SELECT symbol, cellora.gene(features, symbol), features FROM cells CROSS JOIN"
                + " VALUES ('LYZ'), ('CD4'), (CAST(NULL AS STRING)) AS markers(symbol)"
                + " WHERE cell_id = 4");
    assertThat(rows).hasSize(3);
    for (Row row : rows) {
      int place = "LYZ".equals(row.get(0)) ? 6 : 2;
      Object expected = row.isNullAt(0) ? null : row.<Vector>getAs(2).apply(place);
      assertThat(row.get(1)).isEqualTo(expected);
    }
  }

  @Test
  void aGeneCanBeGroupedAndFilteredBy() {
    assertThat(
            sql(
                "SELECT cellora.gene(features, 'CD4') > 0, count(*) FROM cells WHERE"
                    + " cellora.gene(features, 'CD3D') >= 0 GROUP BY cellora.gene(features, 'CD4') > 0"))
        .isNotEmpty();
  }

  @Test
  void anUnknownGeneIsRefusedWithNearOnesBeforeTheQueryRuns() {
    assertThatThrownBy(() -> spark.sql("SELECT cellora.gene(features, 'Cd3d') FROM cells"))
        .hasMessageContaining(
            "Invalid gene: Cd3d, expected one of the gene order, such as CD3D, CD3E, CD4");
    assertThatThrownBy(
            () -> sql("SELECT cellora.gene(features, predicted || 'X') FROM cells").size())
        .hasMessageContaining("Invalid gene: ");
  }

  @Test
  void cellsOfOtherGenesAreRefused() {
    setCatalog("other", "model", Fixtures.path("weights/scimilarity_small").toString());
    assertThat(sql("SELECT other.gene(features, 'GENE11') FROM cells")).hasSize(CELLS + 1);
    setCatalog(
        "three", "geneOrder", Fixtures.path("weights/scimilarity_small/label_ints.csv").toString());
    assertThatThrownBy(() -> sql("SELECT three.gene(features, '0,\"B cell\"') FROM cells"))
        .hasMessageContaining("Invalid features: 12 values, expected the 3 of the gene order");
  }

  @Test
  void countsAreNormalisedAsScimilarityDoes() {
    List<Row> rows = sql("SELECT cellora.log1p10k(counts), counts FROM cells ORDER BY cell_id");
    JsonNode expected = EXPECTED.get("log1p10k");
    for (int i = 0; i < CELLS; i++) {
      double[] oracle = Fixtures.doubles(expected.get(i % expected.size()));
      assertThat(rows.get(i).<Vector>getAs(0).toArray()).containsExactly(oracle, within(1e-6));
      assertThat(rows.get(i).get(0) instanceof SparseVector)
          .isEqualTo(rows.get(i).get(1) instanceof SparseVector);
    }
    assertThat(rows.get(CELLS).isNullAt(0)).isTrue();
  }

  @Test
  void negativeCountsAreRefused() {
    spark
        .createDataFrame(
            List.of(RowFactory.create(Vectors.dense(1, -2))),
            new StructType().add("v", SQLDataTypes.VectorType()))
        .createOrReplaceTempView("negative");
    assertThatThrownBy(() -> sql("SELECT cellora.log1p10k(v) FROM negative"))
        .hasMessageContaining("Invalid count: -2.0, expected a number that is not negative");
  }

  @Test
  void theCosineIsScikitLearns() {
    List<Row> rows =
        sql(
            "SELECT cellora.cosine(a.embedding, b.embedding),"
                + " cellora.cosine(CAST(a.embedding AS ARRAY<DOUBLE>), b.embedding) FROM cells a CROSS"
                + " JOIN cells b WHERE a.cell_id < 3 AND b.embedding IS NOT NULL"
                + " ORDER BY a.cell_id, b.cell_id");
    float[] expected = Fixtures.flat(EXPECTED.get("cosine"));
    assertThat(rows).hasSize(expected.length);
    for (int i = 0; i < expected.length; i++) {
      assertThat(rows.get(i).getDouble(0)).isCloseTo(expected[i], within(1e-6));
      assertThat(rows.get(i).getDouble(1)).isCloseTo(expected[i], within(1e-6));
    }
  }

  @Test
  void theCosineOfNullZerosAndVectorsIsDefined() {
    Row row =
        one(
            "SELECT cellora.cosine(NULL, array(1)), cellora.cosine(array(0, 0), array(1, 0.5)),"
                + " cellora.cosine(features, features) FROM cells WHERE cell_id = 0");
    assertThat(row.isNullAt(0)).isTrue();
    assertThat(row.getDouble(1)).isZero();
    assertThat(row.getDouble(2)).isCloseTo(1, within(1e-12));
    assertThatThrownBy(() -> sql("SELECT cellora.cosine(embedding, array(1)) FROM cells"))
        .hasMessageContaining("Invalid second array: 1 numbers, expected 5");
    assertThatThrownBy(
            () -> sql("SELECT cellora.cosine(embedding, array(1, 2, 3, NULL, 5)) FROM cells"))
        .hasMessageContaining("Invalid array: null in place 3, expected a number");
  }

  @Test
  void theTopIsInOrderAndTiesGoToTheFirst() {
    List<Row> top = one("SELECT cellora.top_k(array(0.2, 0.4, 0.0, 0.4), 3)").getList(0);
    assertThat(top).extracting(row -> row.getInt(0)).containsExactly(1, 3, 0);
    assertThat(top).extracting(row -> row.getFloat(2)).containsExactly(0.4f, 0.4f, 0.2f);
    assertThat(top).allMatch(row -> row.isNullAt(1));
    assertThat(one("SELECT cellora.top_k(array(0.5, 0.5), 9)").getList(0)).hasSize(2);
    assertThat(one("SELECT cellora.top_k(CAST(NULL AS ARRAY<FLOAT>), 1)").isNullAt(0)).isTrue();
    assertThatThrownBy(() -> sql("SELECT cellora.top_k(probabilities, 0) FROM cells"))
        .hasMessageContaining("Invalid k: 0, expected 1 or more");
  }

  @Test
  void theTopHasTheLabelsOfAHeadOfAsManyClasses() {
    List<Row> top = one("SELECT cellora.top_k(array(0.2, 0.5, 0.3), 2)").getList(0);
    assertThat(top).extracting(row -> row.getString(1)).containsExactly("T cell", "monocyte");
    assertThat(
            one("SELECT cellora.top_k_accuracy('monocyte', cellora.top_k(array(0.2, 0.5, 0.3),"
                    + " 2), 1)")
                .getDouble(0))
        .isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gene(features)            | Invalid number of arguments: 1, expected 2 in gene(",
        "gene(embedding, 'CD4')    | type of argument 1: array<float>, expected an ml vector in gene(",
        "gene(features, 1)         | Invalid type of argument 2: int, expected a string in gene(",
        "log1p10k(1)               | type of argument 1: int, expected an ml vector in log1p10k(",
        "cosine(label, embedding)  | type of argument 1: string, expected an ml vector or an array of",
        "top_k(probabilities, 'x') | Invalid type of argument 2: string, expected an integer in top_k(",
        "macro_f1(label)           | Invalid number of arguments: 1, expected 2 in macro_f1(",
        "macro_f1(label, 1)        | argument 2: int, expected the label's type string in macro_f1(",
        "macro_f1(top, top)        | expected a string, number or boolean in macro_f1(",
        "balanced_accuracy(1, '1') | argument 2: string, expected the label's type int in balanced_",
        "top_k_accuracy(label, 1)  | argument 2: int, expected an array of strings or of structs with",
        "top_k_accuracy(1, top)    | argument 1: int, expected a string in top_k_accuracy(",
        "centroid(label)           | argument 1: string, expected an ml vector or an array of numbers",
        "centroid()                | Invalid number of arguments: 0, expected 1 in centroid(",
      })
  void wrongArgumentsAreRefusedInAnalysis(String call, String message) {
    assertThatThrownBy(() -> spark.sql("SELECT cellora." + call + " FROM cells"))
        .isInstanceOf(AnalysisException.class)
        .hasMessageContaining(message);
  }
}
