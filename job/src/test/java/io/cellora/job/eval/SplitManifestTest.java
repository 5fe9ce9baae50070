package io.cellora.job.eval;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cellora.SparkTestBase;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hashes against hashlib's; split/make_splits.py made them. */
class SplitManifestTest extends SparkTestBase {

  private static final StructType CELLS =
      StructType.fromDDL(
          "cell_id STRING, shard STRING, row INT, split STRING, donor STRING, label STRING");

  @ParameterizedTest
  @ValueSource(ints = {1, 7})
  void everyGroupHasTheHashThatPythonFindsHoweverCellsLie(int partitions) throws IOException {
    JsonNode oracle = new ObjectMapper().readTree(getClass().getResource("/split/manifest.json"));
    List<Row> cells = new ArrayList<>();
    oracle.get("cells").forEach(cell -> cells.add(cell(cell)));
    List<String> found =
        manifest(spark.createDataFrame(cells, CELLS).repartition(partitions))
            .select("split", "shard", "donor", "n_cells", "n_labelled", "sha256", "split_sha256")
            .collectAsList()
            .stream()
            .map(Row::mkString)
            .toList();
    List<String> expected = new ArrayList<>();
    for (JsonNode row : oracle.get("rows")) {
      expected.add(
          RowFactory.create(
                  row.get("split").asText(),
                  row.get("shard").asText(),
                  text(row.get("donor")),
                  row.get("n_cells").asLong(),
                  row.get("n_labelled").asLong(),
                  row.get("sha256").asText(),
                  row.get("split_sha256").asText())
              .mkString());
    }
    assertThat(found).containsExactlyInAnyOrderElementsOf(expected).isNotEmpty();
  }

  @Test
  void rowsSayWhereTheyComeFrom() {
    List<Row> cells = List.of(RowFactory.create("c", "b.h5ad", 0, "val", "d1", null));
    Row row = manifest(spark.createDataFrame(cells, CELLS)).first();
    assertThat(row.<String>getAs("source")).isEqualTo("input");
    assertThat(row.<String>getAs("how")).isEqualTo("by cell");
    assertThat(row.<String>getAs("file_sha256")).isEqualTo("bb");
    assertThat(row.<Long>getAs("file_size")).isEqualTo(22);
    assertThat(row.<Long>getAs("n_labelled")).isZero();
  }

  private static Dataset<Row> manifest(Dataset<Row> cells) {
    List<Row> origins =
        List.of(
            RowFactory.create("train", "train", "given files"),
            RowFactory.create("val", "input", "by cell"));
    List<Row> files =
        List.of(
            RowFactory.create("train", "a.h5ad", 1L, "aa"),
            RowFactory.create("train", "b.h5ad", 2L, "ab"),
            RowFactory.create("input", "b.h5ad", 22L, "bb"));
    return SplitManifest.of(
        spark,
        cells,
        spark.createDataFrame(
            origins, StructType.fromDDL("split STRING, source STRING, how STRING")),
        spark.createDataFrame(
            files, StructType.fromDDL("source STRING, shard STRING, size BIGINT, sha256 STRING")));
  }

  private static Row cell(JsonNode cell) {
    return RowFactory.create(
        cell.get("cell_id").asText(),
        cell.get("shard").asText(),
        cell.get("row").asInt(),
        cell.get("split").asText(),
        text(cell.get("donor")),
        text(cell.get("label")));
  }

  private static String text(JsonNode value) {
    return value.isNull() ? null : value.asText();
  }
}
