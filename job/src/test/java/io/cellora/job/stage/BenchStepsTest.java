package io.cellora.job.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cellora.SparkTestBase;
import io.cellora.job.config.BenchShardRequest;
import io.cellora.job.config.BenchStepsRequest;
import io.cellora.job.config.BenchStepsRequest.Grid;
import io.cellora.job.config.BenchTraining.Loss;
import io.cellora.job.config.OutputForm;
import io.cellora.job.config.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a few cells and the session of the tests. */
class BenchStepsTest extends SparkTestBase {

  @TempDir Path work;

  private final StageTestBase.Told told = new StageTestBase.Told();

  @Test
  void everyCombinationHasItsCostsUnlessTheFanInAddsNothing() throws IOException {
    JsonNode report = new ObjectMapper().readTree(measured(OutputForm.JSON));

    assertThat(report.path("steps"))
        .extracting(
            step ->
                List.of(
                    step.path("workers").asInt(),
                    step.path("cells_of_worker").asInt(),
                    step.path("fan_in").asInt()))
        .containsExactly(
            List.of(2, 8, 0),
            List.of(2, 16, 0),
            List.of(3, 8, 0),
            List.of(3, 8, 2),
            List.of(3, 16, 0),
            List.of(3, 16, 2));
    for (JsonNode step : report.path("steps")) {
      assertThat(step.path("step_ms").asDouble())
          .isGreaterThanOrEqualTo(step.path("rest_ms").asDouble());
      assertThat(step.path("result_bytes").asDouble())
          .as("a gradient goes to the driver or, in groups, to other executors")
          .isPositive();
    }
    assertThat(report.path("parameters").asInt())
        .as("adapters of rank 8 on 40 genes, and the head")
        .isEqualTo(8 * (40 + 1024 + 2 * 2048 + 1024 + 128) + 256 * 129 + 40 * 257);
    assertThat(report.path("block_bytes_per_cell").asDouble())
        .as("prefix, frozen embedding and decoder products")
        .isGreaterThan(4 * (1024 + 128 + 1024));
    assertThat(report.path("block_bytes_per_cell_float16").asDouble())
        .isBetween(
            report.path("block_bytes_per_cell").asDouble() - 2 * (1024 + 1024) - 64,
            report.path("block_bytes_per_cell").asDouble() - 2 * 1024);
    assertThat(report.path("cores").asInt()).isEqualTo(spark.sparkContext().defaultParallelism());
  }

  @Test
  void aTableIsPrintedUnlessJsonIsAskedFor() {
    assertThat(measured(OutputForm.TABLE)).contains("fan-in", "rest ms", "broadcast_ms");
  }

  @Test
  void numbersThatCannotBeAreRefused() {
    assertThatThrownBy(() -> new Grid(List.of(0), List.of(1), List.of(0), 1))
        .hasMessage("Invalid workers: 0, expected at least 1");
    assertThatThrownBy(() -> new Grid(List.of(1), List.of(), List.of(0), 1))
        .hasMessage("Invalid cells of a worker: none, expected at least one");
    assertThatThrownBy(() -> new Grid(List.of(1), List.of(1), List.of(-1), 1))
        .hasMessage("Invalid fan-in: -1, expected at least 0");
  }

  private String measured(OutputForm form) {
    BenchStepsRequest request =
        new BenchStepsRequest(
            new BenchShardRequest(
                1, 40, 10, BenchShardRequest.Compression.NONE, 1, OptionalInt.empty()),
            Optional.empty(),
            Loss.CE_TRIPLET_RECON,
            new Grid(List.of(2, 3), List.of(8, 16), List.of(0, 2), 2),
            Optional.of(work),
            form);
    told.lines.clear();
    assertThat(BenchSteps.run(spark, Settings.defaultsWith(Map.of()), request, told)).isZero();
    return told.lines.get(told.lines.size() - 1);
  }
}
