package io.cellora.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.cellora.Fixtures;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CellFunctionsTest extends FunctionTestBase {

  private final JsonNode base = Fixtures.json("weights/scimilarity_small_expected.json");
  private final JsonNode adapted = Fixtures.json("weights/peft_small_expected.json");
  private final JsonNode classes = Fixtures.json("functions/classify.json");
  private final int count = base.get("x").size();

  /** The view {@code model_cells}: the cells that torch embedded, and one without features. */
  @BeforeEach
  void modelCells() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Vector cell = Vectors.dense(Fixtures.doubles(base.get("x").get(i)));
      rows.add(RowFactory.create(i, i % 2 == 0 ? cell : cell.toSparse()));
    }
    rows.add(RowFactory.create(count, null));
    StructType schema =
        new StructType().add("id", DataTypes.IntegerType).add("x", SQLDataTypes.VectorType());
    spark.createDataFrame(rows, schema).repartition(3).createOrReplaceTempView("model_cells");
  }

  @Test
  void embeddingsOfBothArmsAreTorchs() {
    List<Row> rows =
        sql(
            "SELECT cellora.embed(x), cellora.embed(x, 'base'), cellora.embed(x, 'adapter') FROM"
                + " model_cells ORDER BY id");
    for (int i = 0; i < count; i++) {
      assertClose(rows.get(i).getList(0), base.get("embeddings").get(i));
      assertThat(rows.get(i).getList(1)).isEqualTo(rows.get(i).getList(0));
      assertClose(rows.get(i).getList(2), adapted.get("embeddings").get(i));
    }
    assertThat(rows.get(count).isNullAt(0) && rows.get(count).isNullAt(2)).isTrue();
  }

  @Test
  void classesAndProbabilitiesAreTorchs() {
    List<Row> rows = sql("SELECT cellora.classify(x) FROM model_cells ORDER BY id");
    for (int i = 0; i < count; i++) {
      Row found = rows.get(i).getStruct(0);
      assertThat(found.getString(0)).isEqualTo(classes.get("labels").get(i).asText());
      assertClose(found.getList(2), classes.get("probabilities").get(i));
      List<Float> probabilities = found.getList(2);
      assertThat(probabilities).contains(found.getFloat(1));
      List<Row> top = found.getList(3);
      assertThat(top).hasSize(3);
      assertThat(top.get(0).getString(0)).isEqualTo(found.getString(0));
      assertThat(top.get(0).getFloat(1)).isEqualTo(found.getFloat(1));
      assertThat(top.get(1).getFloat(1)).isBetween(top.get(2).getFloat(1), found.getFloat(1));
    }
    assertThat(rows.get(count).isNullAt(0)).isTrue();
  }

  @Test
  void allCallsOfAQueryShareOnePassThatTakesBatches() {
    Dataset<Row> query =
        spark.sql(
            "SELECT id, cellora.embed(x), cellora.embed(x, 'adapter'), cellora.classify(x).label,"
                + " cellora.classify(x).confidence FROM model_cells");
    String plan = query.queryExecution().executedPlan().toString();
    assertThat(plan.split("BatchedCalls", -1)).as(plan).hasSize(2);
    assertThat(query.collectAsList()).hasSize(count + 1);
  }

  @Test
  void functionsOfOneAnotherWork() {
    Row row =
        one(
            "SELECT cellora.centroid(cellora.embed(x)), cellora.top_k(cellora.classify("
                + "first(x, true)).probabilities, 1)[0].label FROM model_cells");
    assertThat(row.getList(0)).hasSize(base.get("embeddings").get(0).size());
    assertThat(row.getString(1)).isIn("B cell", "T cell", "monocyte");
  }

  @Test
  void cellsCanBeGroupedFilteredAndOrderedByTheirClass() {
    List<Row> rows =
        sql(
            "SELECT cellora.classify(x).label AS label, count(*) AS n FROM model_cells WHERE"
                + " cellora.classify(x).confidence > 0 GROUP BY cellora.classify(x).label"
                + " ORDER BY cellora.classify(x).label");
    Map<String, Long> expected = new TreeMap<>();
    classes.get("labels").forEach(label -> expected.merge(label.asText(), 1L, Long::sum));
    assertThat(rows)
        .extracting(row -> row.getString(0))
        .containsExactlyElementsOf(expected.keySet());
    assertThat(rows).extracting(row -> row.getLong(1)).containsExactlyElementsOf(expected.values());
  }

  @Test
  void anArmIsAConstantThatTheCatalogHas() {
    assertThatThrownBy(() -> sql("SELECT cellora.embed(x, 'adaptor') FROM model_cells"))
        .hasMessageContaining("Invalid arm: adaptor, expected one of [adapter, base]");
    assertThatThrownBy(() -> sql("SELECT cellora.embed(x, string(id)) FROM model_cells"))
        .hasMessageContaining("Invalid arm: a value of the row, expected a constant");
  }

  @Test
  void whatTheCatalogLacksIsNamed(@TempDir Path folder) throws Exception {
    String model = Fixtures.path("weights/scimilarity_small").toString();
    setCatalog("plain", "model", model);
    assertThatThrownBy(() -> sql("SELECT plain.classify(x) FROM model_cells"))
        .hasMessageContaining(
            "Cannot call a function (it has no adapter): set spark.sql.catalog.plain.adapter");
    setCatalog(
        "headless", "model", model, "adapter", Fixtures.path("weights/peft_small").toString());
    assertThatThrownBy(() -> sql("SELECT headless.classify(x) FROM model_cells"))
        .hasMessageContaining("Cannot classify cells (no head beside the adapter): ");
    setCatalog("modelless", "geneOrder", Files.createFile(folder.resolve("genes")).toString());
    assertThatThrownBy(() -> sql("SELECT modelless.embed(x) FROM model_cells"))
        .hasMessageContaining("set spark.sql.catalog.modelless.model");
    setCatalog("fast", "model", model, "precision", "float8");
    assertThatThrownBy(() -> sql("SELECT fast.embed(x) FROM model_cells"))
        .hasMessageContaining("Invalid precision: float8, expected one of");
    setCatalog("many", "model", model, "batchSize", "all");
    assertThatThrownBy(() -> sql("SELECT many.embed(x) FROM model_cells"))
        .hasMessageContaining("Invalid spark.sql.catalog.many.batchSize: all, expected an integer");
  }

  @Test
  void batchesOfAnySizeGiveTheSame() {
    setCatalog(
        "small", "model", Fixtures.path("weights/scimilarity_small").toString(), "batchSize", "2");
    List<Row> rows =
        sql("SELECT small.embed(x), cellora.embed(x) FROM model_cells WHERE x IS NOT NULL");
    for (Row row : rows) {
      List<Float> one = row.getList(0);
      List<Float> other = row.getList(1);
      for (int i = 0; i < one.size(); i++) {
        assertThat(one.get(i)).isCloseTo(other.get(i), within(1e-6f));
      }
    }
  }

  private static void assertClose(List<Float> found, JsonNode expected) {
    assertThat(found).hasSize(expected.size());
    for (int i = 0; i < found.size(); i++) {
      assertThat(found.get(i)).isCloseTo((float) expected.get(i).asDouble(), within(1e-5f));
    }
  }
}
