package io.cellora.job.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cellora.SparkTestBase;
import io.cellora.job.config.BenchEmbedRequest;
import io.cellora.job.config.BenchPeer;
import io.cellora.job.config.BenchShardRequest;
import io.cellora.job.config.BenchTurns;
import io.cellora.job.config.BenchTurns.Precisions;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** On a few cells and the session of the tests, whatever cores are asked for. */
class BenchEmbedTest extends SparkTestBase {

  @TempDir Path work;

  private final StageTestBase.Told told = new StageTestBase.Told();

  @Test
  void jsonHoldsTheRatesOfOneArmAndOfMany() throws IOException {
    JsonNode report = new ObjectMapper().readTree(measured(Precisions.BOTH, 3, OutputForm.JSON));

    for (String runner :
        List.of("cellora", "cellora_bfloat16", "cellora_arms", "cellora_arms_bfloat16")) {
      assertThat(report.path(runner + "_cells_per_s").asDouble()).as(runner).isPositive();
      assertThat(report.path("seconds").path(runner)).as("without the warm-up").hasSize(2);
    }
    assertThat(report.path("arms_cost").asDouble()).isPositive();
    assertThat(report.path("arms").asInt()).isEqualTo(3);
    assertThat(report.path("cells").asInt()).isEqualTo(50);
    assertThat(report.path("widths").toString()).isEqualTo("[100,1024,1024,1024,128]");
    assertThat(report.has("ratio")).as("without a peer").isFalse();
    assertThat(report.path("versions").path("spark").asText()).isEqualTo(spark.version());
    assertThat(StageTestBase.names(work)).containsExactly("features.h5ad", "model");
  }

  @Test
  void aSecondRunInTheSameFolderAndOneArmAreFine() {
    measured(Precisions.BOTH, 1, OutputForm.TABLE);
    assertThat(measured(Precisions.BOTH, 1, OutputForm.TABLE))
        .contains("cellora_bfloat16", "arms 1")
        .doesNotContain("cellora_arms");
  }

  @ParameterizedTest
  @CsvSource({
    "FLOAT32, cellora cellora_arms, arms_cost, arms_cost_bfloat16",
    "BFLOAT16, cellora_bfloat16 cellora_arms_bfloat16, arms_cost_bfloat16, arms_cost"
  })
  void onePrecisionAloneIsMeasuredWhenAskedFor(
      Precisions precisions, String runners, String cost, String otherCost) throws IOException {
    JsonNode report = new ObjectMapper().readTree(measured(precisions, 2, OutputForm.JSON));

    assertThat(report.path("seconds").fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder(runners.split(" "));
    assertThat(report.has(cost)).isTrue();
    assertThat(report.has(otherCost)).isFalse();
  }

  @Test
  void embeddingsThatDifferAreSeen() {
    float[][] expected = {{1, 0}, {0.6f, 0.8f}};
    Agreement same = Agreement.of(List.of(expected[0].clone(), expected[1].clone()), expected);
    assertThat(same.largestDifference()).isZero();
    assertThat(same.smallestCosine()).isEqualTo(1);

    Agreement other = Agreement.of(List.of(new float[] {1, 0}, new float[] {0.8f, 0.6f}), expected);
    assertThat(other.largestDifference()).isBetween(0.19, 0.21);
    assertThat(other.smallestCosine()).isBetween(0.959, 0.961);
    assertThatThrownBy(() -> Agreement.of(List.of(), expected))
        .hasMessage("Cannot compare embeddings (0 and 2 cells)");
  }

  private String measured(Precisions precisions, int arms, OutputForm form) {
    BenchShardRequest cells =
        new BenchShardRequest(
            50, 100, 10, BenchShardRequest.Compression.NONE, 1, OptionalInt.empty());
    BenchEmbedRequest request =
        new BenchEmbedRequest(
            cells,
            Optional.empty(),
            2,
            new BenchTurns(precisions, arms, 2),
            new BenchPeer.None(),
            Optional.of(work),
            form);
    told.lines.clear();
    Settings settings = Settings.defaultsWith(Map.of());
    assertThat(BenchEmbed.run(new SharedSession(), settings, request, told)).isZero();
    return told.lines.get(told.lines.size() - 1);
  }
}
