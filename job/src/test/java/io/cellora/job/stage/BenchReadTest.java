package io.cellora.job.stage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cellora.SparkTestBase;
import io.cellora.job.bench.BenchInput;
import io.cellora.job.config.BenchPeer;
import io.cellora.job.config.BenchReadRequest;
import io.cellora.job.config.BenchShardRequest;
import io.cellora.job.config.OutputForm;
import io.cellora.job.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On tiny shards and the session of the tests, whatever cores are asked for. */
class BenchReadTest extends SparkTestBase {

  private static final BenchShardRequest SHARD =
      new BenchShardRequest(
          60, 100, 10, BenchShardRequest.Compression.GZIP, 4, OptionalInt.empty());

  @TempDir Path work;

  private final StageTestBase.Told told = new StageTestBase.Told();

  @Test
  void jsonHoldsBothRatesAndWhatWasMeasured() throws IOException {
    JsonNode report = measured(1, List.of(), Optional.empty());

    assertThat(report.path("cellora_cells_per_s").asDouble()).isPositive();
    assertThat(report.path("cellora_zlib_cells_per_s").asDouble()).isPositive();
    assertThat(report.path("cells").asInt()).isEqualTo(60);
    assertThat(report.path("shard").path("nonzeros").asInt()).isEqualTo(10);
    assertThat(report.path("shard").path("chunk").asText()).isEqualTo("auto");
    assertThat(report.path("versions").path("spark").asText()).isEqualTo(spark.version());
    assertThat(report.path("processor").asText()).contains(" cores, ");
    assertThat(report.has("ratio")).as("without a peer").isFalse();
    assertThat(report.has("scaling")).as("on one core").isFalse();
    JsonNode seconds = report.path("inputs").path(0).path("seconds");
    assertThat(seconds.path("cellora")).as("without the warm-up").hasSize(2);
  }

  @Test
  void moreCoresAreComparedWithOne() throws IOException {
    JsonNode report = measured(2, List.of(), Optional.empty());

    assertThat(report.path("cores").asInt()).isEqualTo(2);
    assertThat(report.path("scaling").asDouble()).isPositive();
    assertThat(report.path("cellora_one_core_cells_per_s").asDouble()).isPositive();
  }

  @Test
  void filesAreMeasuredOneByOneAndTogether() throws IOException {
    measured(1, List.of(), Optional.empty());
    Path shard = work.resolve("shard.h5ad");
    Path other = Files.copy(shard, work.resolve("other.h5ad"));
    JsonNode report =
        measured(1, List.of(shard, other), Optional.of(work.resolve("gene_order.tsv")));

    assertThat(report.path("inputs").findValuesAsText("input"))
        .containsExactly("shard.h5ad x 50", "other.h5ad x 50");
    assertThat(report.path("cells").asInt()).isEqualTo(2 * 50 * 60);
    assertThat(report.has("shard")).isFalse();
  }

  @Test
  void theWorkFolderIsKeptAndATemporaryOneIsNot() throws IOException {
    measured(1, List.of(), Optional.empty());
    assertThat(StageTestBase.names(work)).containsExactly("gene_order.tsv", "shard.h5ad");
  }

  @Test
  void smallFilesAreReadOftenAndLargeOnesOnce() throws IOException {
    Path file = Files.writeString(work.resolve("a.h5ad"), "x");
    BenchInput small = BenchInput.repeated(file, 20_000, work.resolve("copies"));
    assertThat(small.name()).isEqualTo("a.h5ad x 2");
    assertThat(small.cells()).isEqualTo(40_000);
    assertThat(small.files()).hasSize(2).allMatch(Files::exists).doesNotHaveDuplicates();

    BenchInput large = BenchInput.repeated(file, 60_000, work.resolve("copies"));
    assertThat(large.files()).containsExactly(file);
  }

  private JsonNode measured(int cores, List<Path> files, Optional<Path> order) throws IOException {
    BenchReadRequest request =
        new BenchReadRequest(
            SHARD,
            files,
            order,
            cores,
            2,
            new BenchPeer.None(),
            Optional.of(work),
            OutputForm.JSON);
    told.lines.clear();
    Settings settings = Settings.defaultsWith(Map.of());
    assertThat(BenchRead.run(new SharedSession(), settings, request, told)).isZero();
    return new ObjectMapper().readTree(told.lines.get(told.lines.size() - 1));
  }
}
