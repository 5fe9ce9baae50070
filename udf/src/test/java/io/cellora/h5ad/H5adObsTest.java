package io.cellora.h5ad;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.cellora.SparkTestBase;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** Columns of obs against pandas' own values. */
class H5adObsTest extends SparkTestBase {

  private static Dataset<Row> load(String... fixtures) {
    String[] paths = new String[fixtures.length];
    for (int i = 0; i < paths.length; i++) {
      paths[i] = Fixtures.h5ad(fixtures[i]);
    }
    return spark.read().format("h5ad").option("rowsPerPartition", 7).load(paths);
  }

  @Test
  void schemaHasTheTypesOfObsAndRenamesClashes() {
    assertThat(load("csr_counts").drop("features").schema().toDDL().replace(" NOT NULL", ""))
        .isEqualTo(
            "cell_id STRING,cell_type STRING,plate BIGINT,donor STRING,is_doublet BOOLEAN,"
                + "small TINYINT,unsigned INT,n INT,big BIGINT,score FLOAT,weight DOUBLE,"
                + "maybe_int BIGINT,maybe_bool BOOLEAN,maybe_text STRING,obs_Features INT,"
                + "batch INT,obs_Batch INT");
  }

  @Test
  void valuesAreThoseOfPandasAndMissingOnesNull() {
    List<Row> rows = load("csr_counts").drop("features").collectAsList();
    JsonNode expected = Fixtures.EXPECTED.get("obs");
    assertThat(rows).hasSize(expected.size());
    for (int i = 0; i < rows.size(); i++) {
      assertThat(rows.get(i).getString(0)).isEqualTo("cell-" + i);
      for (int j = 0; j < expected.get(i).size(); j++) {
        assertCell(rows.get(i).get(j + 1), expected.get(i).get(j));
      }
    }
  }

  private static void assertCell(Object value, JsonNode expected) {
    if (expected.isNull()) {
      assertThat(value).isNull();
    } else if (expected.isFloatingPointNumber()) {
      assertThat(((Number) value).floatValue()).isEqualTo((float) expected.asDouble());
    } else if (expected.isNumber()) {
      assertThat(((Number) value).longValue()).isEqualTo(expected.asLong());
    } else {
      assertThat(String.valueOf(value)).isEqualTo(expected.asText());
    }
  }

  @Test
  void categoriesOfAnndata07AreRead() {
    List<Row> now = load("csr_counts").select("cell_type").collectAsList();
    assertThat(load("old_categories").select("cell_type").collectAsList()).isEqualTo(now);
  }

  @Test
  void obsOfTheEncodingBefore07IsRead() {
    List<Row> rows = load("old_compound").drop("features").distinct().collectAsList();
    assertThat(rows).hasToString("[[a,1]]");
    assertThat(load("old_compound").select("features").collectAsList())
        .isEqualTo(load("csr_counts").select("features").collectAsList());
  }

  @Test
  void aQueryOfObsNeverLooksAtTheMatrix() {
    // its matrix is refused as soon as it is planned
    Dataset<Row> cells = load("negative");
    assertThat(cells.groupBy("cell_type").count().count()).isEqualTo(4);
    assertThat(cells.count()).isEqualTo(30);
    assertThat(cells.selectExpr("max(_row)").first().getLong(0)).isEqualTo(29);
  }

  @Test
  void shardsAreUnitedInTheOrderOfTheirNames() {
    Dataset<Row> cells = load("dense_counts", "csc_counts", "csr_counts").drop("features");
    assertThat(cells.columns()).startsWith("cell_id", "cell_type", "plate").contains("maybe_text");
    List<Row> rows = cells.selectExpr("_shard", "_row", "donor").collectAsList();
    assertThat(rows).hasSize(90);
    assertThat(rows.get(0).getString(0)).isEqualTo("csc_counts.h5ad");
    assertThat(rows.get(0).isNullAt(2)).as("a column that the shard lacks").isTrue();
    assertThat(rows.get(30).getString(0)).isEqualTo("csr_counts.h5ad");
    assertThat(rows.get(30).getString(2)).isEqualTo("d1");
  }

  @Test
  void foldersGlobsAndListsFindTheSameShards() {
    String folder = Fixtures.file("").toString();
    String glob = folder + "/c{sr,sc}_counts.h5ad";
    String list = Fixtures.h5ad("csr_counts") + ", " + Fixtures.h5ad("csc_counts");
    for (String path : List.of(glob, list)) {
      assertThat(spark.read().format("h5ad").load(path).count()).isEqualTo(60);
    }
    H5adOptions options = H5adOptions.of(Map.of("path", folder));
    List<String> shards = ShardPaths.resolve(options, spark.sparkContext().hadoopConfiguration());
    assertThat(shards).isSorted().hasSizeGreaterThan(15).allMatch(s -> s.endsWith(".h5ad"));
  }
}
