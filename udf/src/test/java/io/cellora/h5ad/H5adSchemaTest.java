package io.cellora.h5ad;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.cellora.SparkTestBase;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

/** Shards whose columns differ, and schemas of the user's own. */
class H5adSchemaTest extends SparkTestBase {

  private static final String A = Fixtures.h5ad("part_a");
  private static final String B = Fixtures.h5ad("part_b");

  private static Dataset<Row> load(String schema, String... paths) {
    return spark.read().format("h5ad").schema(StructType.fromDDL(schema)).load(paths);
  }

  private static Dataset<Row> together() {
    return spark.read().format("h5ad").load(A, B).drop("features");
  }

  @Test
  void columnsOfOneKindBecomeTheWidest() {
    assertThat(together().schema().toDDL().replace(" NOT NULL", ""))
        .isEqualTo(
            "cell_id STRING,n BIGINT,score DOUBLE,label STRING,flag BOOLEAN,big BIGINT,only_b INT");
    JsonNode expected = Fixtures.read("parts.json").get("together");
    List<Row> rows = together().select("n", "score", "label").collectAsList();
    assertThat(rows).hasSize(24);
    for (int i = 0; i < rows.size(); i++) {
      assertThat(rows.get(i).getLong(0)).isEqualTo(expected.get("n").get(i).asLong());
      assertThat(rows.get(i).getDouble(1)).isEqualTo(expected.get("score").get(i).asDouble());
      JsonNode label = expected.get("label").get(i).get(0);
      assertThat(rows.get(i).getString(2)).isEqualTo(label.isNull() ? null : label.asText());
    }
  }

  @Test
  void labelsOfCategoriesAndOfStringsMerge() {
    assertThat(together().groupBy("label").count().orderBy("label").collectAsList())
        .extracting(Row::mkString)
        .containsExactly("null2", "x5", "y11", "z6");
  }

  @Test
  void aColumnThatAShardLacksIsNullThere() {
    Dataset<Row> counts = together().groupBy("_shard").agg(Map.of("only_b", "count"));
    assertThat(counts.orderBy("_shard").collectAsList())
        .extracting(Row::mkString)
        .containsExactly("part_a.h5ad0", "part_b.h5ad12");
  }

  @Test
  void aSchemaMayNameSomeColumnsInAnotherOrder() {
    Dataset<Row> cells = load("label STRING, absent DOUBLE, cell_id STRING", A);
    assertThat(cells.columns()).containsExactly("label", "absent", "cell_id");
    assertThat(cells.collectAsList().get(1).mkString(",")).isEqualTo("y,null,a1");
  }

  @Test
  void castsThatLoseNothingAreDone() {
    Row cell =
        load("n INT, score DOUBLE, flag STRING, big STRING, label STRING", A)
            .collectAsList()
            .get(2);
    assertThat(cell.getInt(0)).isEqualTo(2);
    assertThat(cell.getDouble(1)).isEqualTo((double) (2 / 3f));
    assertThat(cell.getString(2)).isEqualTo("true");
    assertThat(cell.getString(3)).isEqualTo("1152921504606846978");
    assertThat(cell.isNullAt(4)).isTrue();
    assertThat(load("n DOUBLE", A).collectAsList().get(3).getDouble(0)).isEqualTo(3);
  }

  @Test
  void aCastThatMayLoseIsRefusedWithBothTypes() {
    assertThatThrownBy(() -> load("n INT", A, B))
        .hasMessageMatching(
            "Cannot read .*part_b.h5ad \\(obs column n is bigint there and may lose as int\\): name"
                + " it bigint or string in the schema");
    assertThatThrownBy(() -> load("big DOUBLE", A))
        .hasMessageContaining("obs column big is bigint there and may lose as double");
    assertThatThrownBy(() -> load("label INT", A))
        .hasMessageContaining("obs column label is string there and may lose as int");
  }

  @Test
  void ourOwnColumnsKeepTheirTypes() {
    assertThatThrownBy(() -> load("cell_id BIGINT", A))
        .hasMessage("Invalid type of cell_id in the schema: bigint, expected string");
    assertThatThrownBy(() -> load("features ARRAY<DOUBLE>", A))
        .hasMessageStartingWith("Invalid type of features in the schema: array<double>, expected");
  }

  @Test
  void stringInTheSchemaIsTheWayOutOfAConflict() {
    String counts = Fixtures.h5ad("csr_counts");
    String lzf = Fixtures.h5ad("uint16_lzf");
    assertThatThrownBy(() -> spark.read().format("h5ad").load(counts, lzf))
        .hasMessageMatching(
            "Cannot read shards together \\(obs column n is int in .*csr_counts.h5ad and string in"
                + " .*uint16_lzf.h5ad\\): load them apart, or together with .schema\\(...\\) that"
                + " names it string");
    List<Row> rows = load("n STRING, _shard STRING", counts, lzf).collectAsList();
    assertThat(rows).hasSize(60);
    assertThat(rows.get(0).getString(0)).matches("[0-9]+");
    assertThat(rows.get(30).getString(0)).matches("d[12]");
    assertThat(rows.get(30).getString(1)).isEqualTo("uint16_lzf.h5ad");
  }

  @Test
  void aSchemaSpellsNamesAsShownOrAsStored() {
    String counts = Fixtures.h5ad("csr_counts");
    Row cell = load("obs_Features INT, BATCH INT, obs_Batch INT", counts).first();
    assertThat(cell.mkString(",")).isEqualTo("0,100,200");
    assertThat(load("Batch INT", counts).first().getInt(0)).isEqualTo(200);
  }

  @Test
  void partsTakeSchemasToo() {
    Dataset<Row> genes =
        spark
            .read()
            .format("h5ad")
            .option("part", "var")
            .schema("var_Gene_ID BIGINT, gene_id STRING, absent INT")
            .load(A);
    assertThat(genes.collectAsList().get(3).mkString(",")).isEqualTo("3,G3,null");
    assertThatThrownBy(
            () -> spark.read().format("h5ad").option("part", "uns").schema("value INT").load(A))
        .hasMessage("Invalid type of value in the schema: int, expected string");
  }

  @Test
  void elementsKeepTheirTypesInASchema() {
    Dataset<Row> umap =
        spark
            .read()
            .format("h5ad")
            .option("part", "obsm/X_umap")
            .schema("X_umap ARRAY<FLOAT>")
            .load(A);
    assertThat(umap.first().<Float>getList(0)).hasSize(2);
    assertThatThrownBy(
            () ->
                spark
                    .read()
                    .format("h5ad")
                    .option("part", "obsm/X_umap")
                    .schema("X_umap ARRAY<DOUBLE>")
                    .load(A))
        .hasMessageContaining(
            "obsm column X_umap is array<float> there and may lose as array<double>");
  }
}
