package io.cellora.h5ad;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cellora.SparkTestBase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/**
 * Real cells against scimilarity's own preprocessing, and every odd file of a collection: for
 * machines that have such data, and only if {@code CELLORA_SHARED_DATA} says where. {@code
 * job/bench/check_alignment.py} writes what is expected, and runs this test.
 */
@EnabledIfEnvironmentVariable(named = "CELLORA_SHARED_DATA", matches = ".+")
class SharedCellsTest extends SparkTestBase {

  private static final Path DATA = Path.of(String.valueOf(System.getenv("CELLORA_SHARED_DATA")));

  @Test
  @EnabledIfEnvironmentVariable(named = "CELLORA_EXPECTED", matches = ".+")
  void realCellsAreAlignedAndNormalisedAsScimilarityDoes() throws IOException {
    Path expected = Path.of(System.getenv("CELLORA_EXPECTED"));
    StringBuilder report = new StringBuilder("shard\tcells\tvalues\tmax_abs_difference\n");
    for (JsonNode shard : new ObjectMapper().readTree(expected.toFile())) {
      report.append(compare(shard)).append('\n');
    }
    Files.writeString(expected.resolveSibling("alignment.tsv"), report);
  }

  private static String compare(JsonNode shard) {
    List<Row> rows =
        spark
            .read()
            .format("h5ad")
            .option("geneOrder", DATA.resolve("scimilarity/gene_order.tsv").toString())
            .option("minGeneOverlap", 1000)
            .option("normalize", "log1p10k")
            .option("normalized", shard.get("normalized").asBoolean())
            .option("rowsPerPartition", 500)
            .load(DATA.resolve("cells/" + shard.get("file").asText()).toString())
            .select("cell_id", "features")
            .collectAsList();
    assertThat(rows).hasSize(shard.get("cells").size());
    double largest = 0;
    long values = 0;
    for (int i = 0; i < rows.size(); i++) {
      JsonNode cell = shard.get("cells").get(i);
      Vector features = rows.get(i).getAs(1);
      assertThat(rows.get(i).getString(0)).isEqualTo(cell.get("id").asText());
      assertThat(features.numActives()).isEqualTo(cell.get("indices").size());
      for (int k = 0; k < cell.get("indices").size(); k++) {
        double value = features.apply(cell.get("indices").get(k).asInt());
        largest = Math.max(largest, Math.abs(value - cell.get("values").get(k).asDouble()));
      }
      values += features.numActives();
    }
    assertThat(largest).as("%s", shard.get("file")).isLessThan(1e-6);
    return String.format(
        "%s\t%d\t%d\t%.3g", shard.get("file").asText(), rows.size(), values, largest);
  }

  /** Reads, or refuses with one of our own sentences: never the library's error alone. */
  @Test
  void everyOddFileIsReadOrRefusedInWords() throws IOException {
    StringBuilder report = new StringBuilder();
    try (var files = Files.newDirectoryStream(DATA.resolve("formats"), "*.h5ad")) {
      for (Path file : files) {
        String outcome = outcome(file);
        report.append(file.getFileName()).append('\t').append(outcome).append('\n');
        assertThat(outcome).matches("(?s)read .*|.*Cannot (read|find|use) .*");
      }
    }
    Files.writeString(Path.of("target", "formats.tsv"), report);
  }

  private static String outcome(Path file) {
    try {
      var cells = spark.read().format("h5ad").option("rowsPerPartition", 17).load(file.toString());
      int obs = cells.drop("features").collectAsList().size();
      try {
        double sum =
            cells.select("features").collectAsList().stream()
                .flatMapToDouble(row -> Arrays.stream(row.<Vector>getAs(0).toArray()))
                .sum();
        return "read " + obs + " cells, sum " + sum;
      } catch (RuntimeException e) {
        return "read obs of " + obs + " cells; " + firstLine(e);
      }
    } catch (RuntimeException e) {
      return firstLine(e);
    }
  }

  private static String firstLine(RuntimeException e) {
    return e.getMessage().strip().split("\n")[0];
  }
}
