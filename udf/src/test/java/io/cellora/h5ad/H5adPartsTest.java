package io.cellora.h5ad;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.cellora.SparkTestBase;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.linalg.SparseVector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** Parts of files other than their cells against anndata's own values. */
class H5adPartsTest extends SparkTestBase {

  private static final JsonNode EXPECTED = Fixtures.read("parts.json");

  private static Dataset<Row> part(String part, String... fixtures) {
    String[] paths = List.of(fixtures).stream().map(Fixtures::h5ad).toArray(String[]::new);
    return spark.read().format("h5ad").option("part", part).load(paths);
  }

  /** Rows of text, null for what is missing, as JSON prints them. */
  private static void assertRows(Dataset<Row> table, JsonNode expected) {
    List<Row> rows = table.collectAsList();
    assertThat(rows).hasSize(expected.size());
    for (int i = 0; i < rows.size(); i++) {
      for (int j = 0; j < expected.get(i).size(); j++) {
        JsonNode value = expected.get(i).get(j);
        Object found = rows.get(i).get(j);
        assertThat(found == null ? "null" : found.toString()).isEqualTo(value.asText());
      }
    }
  }

  private static void assertArrays(Dataset<Row> table, JsonNode expected) {
    List<Row> rows = table.collectAsList();
    assertThat(rows).hasSize(expected.size());
    for (int i = 0; i < rows.size(); i++) {
      List<Number> values = rows.get(i).getList(0);
      assertThat(values).hasSize(expected.get(i).size());
      for (int j = 0; j < values.size(); j++) {
        assertThat(values.get(j).doubleValue()).isEqualTo(expected.get(i).get(j).asDouble());
      }
    }
  }

  @Test
  void genesAreThoseOfPandas() {
    Dataset<Row> genes = part("var", "part_a");
    assertThat(genes.schema().toDDL())
        .isEqualTo("gene_id STRING,mean DOUBLE,chosen BOOLEAN,biotype STRING,var_Gene_ID SMALLINT");
    assertThat(genes.select("gene_id").first().getString(0)).isEqualTo("G0");
    assertRows(genes.drop("gene_id"), EXPECTED.get("var"));
  }

  @Test
  void rawHasGenesOfItsOwn() {
    Dataset<Row> genes = part("raw/var", "part_a");
    assertRows(genes.drop("gene_id"), EXPECTED.get("raw_var"));
    assertThat(genes.selectExpr("max(gene_id)").first().getString(0)).isEqualTo("R6");
  }

  @Test
  void genesOfShardsAreUnited() {
    Dataset<Row> genes = part("var", "part_b", "part_a");
    assertThat(genes.columns())
        .containsExactly("gene_id", "mean", "chosen", "biotype", "var_Gene_ID", "symbol");
    List<Row> rows = genes.selectExpr("_shard", "_row", "chosen", "symbol").collectAsList();
    assertThat(rows).hasSize(10);
    assertThat(rows.get(1).mkString(",")).isEqualTo("part_a.h5ad,1,false,null");
    assertThat(rows.get(6).mkString(",")).isEqualTo("part_b.h5ad,1,null,S1");
  }

  @Test
  void denseElementsAreArraysOfTheStoredWidth() {
    for (String name : List.of("X_umap", "X_pca", "ranks")) {
      Dataset<Row> element = part("obsm/" + name, "part_a");
      String type = name.equals("X_umap") ? "FLOAT" : "DOUBLE";
      assertThat(element.schema().toDDL())
          .isEqualTo("cell_id STRING," + name + " ARRAY<" + type + ">");
      assertArrays(element.select(name), EXPECTED.get("dense").get(name));
    }
    assertArrays(part("varm/PCs", "part_a").select("PCs"), EXPECTED.get("PCs"));
    assertThat(part("varm/PCs", "part_a").columns()).containsExactly("gene_id", "PCs");
  }

  @Test
  void sparseElementsAreVectors() {
    for (String name : List.of("proteins", "by_column")) {
      List<Row> rows = part("obsm/" + name, "part_a").select(name).collectAsList();
      JsonNode expected = EXPECTED.get("proteins");
      assertThat(rows).hasSize(expected.size());
      for (int i = 0; i < rows.size(); i++) {
        SparseVector vector = rows.get(i).getAs(0);
        double[] values = new double[expected.get(i).size()];
        for (int j = 0; j < values.length; j++) {
          values[j] = expected.get(i).get(j).asDouble();
        }
        assertThat(vector.toArray()).isEqualTo(values);
      }
    }
  }

  @Test
  void framesOfObsmShowTheirOwnColumns() {
    Dataset<Row> scores = part("obsm/scores", "part_a");
    assertThat(scores.schema().toDDL()).isEqualTo("cell_id STRING,s BIGINT,phase STRING");
    assertRows(scores.drop("cell_id"), EXPECTED.get("scores"));
  }

  @Test
  void unsIsItsScalars() {
    Map<String, String> values = new LinkedHashMap<>();
    for (Row row : part("uns", "part_a").collectAsList()) {
      values.put(row.getString(0), row.getString(1));
    }
    Map<String, String> expected = new LinkedHashMap<>();
    expected.put("done", "true");
    expected.put("float32", "0.1");
    expected.put("legacy_number", "15");
    expected.put("legacy_text", "umap");
    expected.put("log1p/base", null);
    expected.put("neighbors/params/method", "umap");
    expected.put("neighbors/params/n_neighbors", "15");
    expected.put("resolution", "0.25");
    expected.put("title", "Zwölf Zellen");
    expected.put("unsigned", "18446744073709551615");
    assertThat(values).isEqualTo(expected);
    assertThat(
            part("uns", "part_a", "part_b")
                .selectExpr("value", "_shard", "_row")
                .collectAsList()
                .get(1))
        .hasToString("[0.1,part_a.h5ad,1]");
  }

  @Test
  void partsAreCounted() {
    assertThat(part("var", "part_a", "part_b").count()).isEqualTo(10);
    assertThat(part("obsm/X_pca", "part_a").count()).isEqualTo(12);
    assertThat(part("uns", "part_a").count()).isEqualTo(10);
  }

  @Test
  void typesOfAnElementMustAgree() {
    assertThatThrownBy(() -> part("obsm/X_umap", "part_a", "part_b"))
        .hasMessageContaining("Cannot read shards together (obsm column X_umap is array<float> in")
        .hasMessageContaining("array<double> in");
  }

  @Test
  void whatIsNotThereIsNamedWithWhatIs() {
    assertThatThrownBy(() -> part("obsm/X_none", "part_b"))
        .hasMessageContaining("part_b.h5ad (no obsm/X_none in it; obsm holds [X_umap])");
    assertThatThrownBy(() -> part("raw/var", "part_b"))
        .hasMessageContaining("part_b.h5ad (no raw/var in it)");
  }

  @Test
  void aGroupInsideItselfIsRefused() {
    assertThatThrownBy(() -> part("uns", "part_loop").collectAsList())
        .hasMessageContaining("part_loop.h5ad (uns/loop/again/again")
        .hasMessageContaining("nests deeper than 64 groups: links that lead in a circle?");
  }
}
