package io.cellora.job.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cellora.job.report.TrainRate.Steps;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TrainRatesTest {

  private static final Steps CELLORA =
      new Steps(
          List.of(100L, 100L, 10L), List.of(0.5, 1.5, 0.1), losses(List.of(2.0, 1.01)), 1 << 30);
  private static final Steps PEER =
      new Steps(List.of(100L, 100L, 10L), List.of(10.0, 20.0, 1.0), losses(List.of(2.0, 1.0)), 5);
  private static final TrainRate ALONE =
      new TrainRate("ce", 210, 0.9, List.of(0.01, 0.02, 0.03), CELLORA, Optional.empty());
  private static final TrainRate BESIDE = ALONE.beside(Optional.of(PEER));

  @Test
  void preparationCountsForCelloraAndOnlyFullStepsForThePeer() {
    assertThat(BESIDE.celloraRate()).isCloseTo(210 / 3.0, within(1e-9));
    assertThat(BESIDE.ratio().orElseThrow()).isCloseTo(70 / (100 / 15.0), within(1e-9));
    assertThat(BESIDE.stepRatio().orElseThrow()).isCloseTo(15, within(1e-9));
  }

  @Test
  void lossesAreComparedStepByStepAsAPartOfThePeers() {
    assertThat(BESIDE.lossDifferences()).containsOnlyKeys("total");
    assertThat(BESIDE.lossDifferences().get("total")).isCloseTo(0.01, within(1e-9));
  }

  @Test
  void aLossThatIsNoNumberIsNotNoDifference() {
    Steps broken = new Steps(PEER.cells(), PEER.seconds(), losses(List.of(Double.NaN, 1.01)), 5);

    assertThat(ALONE.beside(Optional.of(broken)).lossDifferences().get("total")).isNaN();
  }

  @Test
  void jsonHasTheRatioOfTheFirstLossesAndThatOfEach() throws IOException {
    TrainRate other =
        new TrainRate("ce_triplet_recon", 100, 0, List.of(0.5), CELLORA, Optional.of(CELLORA));
    JsonNode json =
        new ObjectMapper()
            .readTree(
                new TrainRates(Map.of("cores", 2), List.of(BESIDE, other), Map.of("a", "1"))
                    .json());

    assertThat(json.path("ratio").asDouble()).isEqualTo(10.5);
    assertThat(json.path("ratio_ce").asDouble()).isEqualTo(10.5);
    assertThat(json.path("ratio_ce_triplet_recon").asDouble()).isEqualTo(0.476);
    assertThat(json.path("cellora_cells_per_s").asDouble()).isEqualTo(70);
    assertThat(json.path("peer_cells_per_s").asDouble()).isEqualTo(6.7);
    JsonNode ce = json.path("ce");
    assertThat(ce.path("overhead_ms").asDouble()).isEqualTo(20);
    assertThat(ce.path("cellora_step_ms").asDouble()).isEqualTo(1000);
    assertThat(ce.path("peer_step_ms").asDouble()).isEqualTo(15000);
    assertThat(ce.path("cellora_peak_bytes").asLong()).isEqualTo(1 << 30);
    assertThat(ce.path("largest_loss_difference").asDouble()).isCloseTo(0.01, within(1e-6));
    assertThat(ce.path("peer_losses").path("total").toString()).isEqualTo("[2.0,1.0]");
    assertThat(json.path("versions").path("a").asText()).isEqualTo("1");
  }

  @Test
  void withoutAPeerNothingIsCompared() {
    TrainRates rates = new TrainRates(Map.of(), List.of(ALONE), Map.of());

    assertThat(rates.json()).doesNotContain("\"ratio", "peer");
    assertThat(rates.text()).contains("ce", "70", "1,024").contains("-");
  }

  private static Map<String, List<Double>> losses(List<Double> values) {
    return Map.of("total", values);
  }
}
