package io.cellora.job.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cellora.job.report.EmbedRates.Runner;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EmbedRatesTest {

  private final EmbedRates rates =
      new EmbedRates(
          Map.of("cells", 600),
          Map.of(
              Runner.PEER, List.of(9.0, 6.0, 1.0),
              Runner.CELLORA, List.of(2.0, 3.0),
              Runner.CELLORA_BFLOAT16, List.of(1.0),
              Runner.CELLORA_ARMS, List.of(5.0)),
          Map.of("max_abs_difference", 1e-7),
          Map.of("torch", "2.7.1"));

  @Test
  void ratiosAreOfMedianTimes() throws IOException {
    JsonNode json = new ObjectMapper().readTree(rates.json());

    assertThat(json.path("peer_cells_per_s").asDouble()).isEqualTo(100);
    assertThat(json.path("cellora_cells_per_s").asDouble()).isEqualTo(240);
    assertThat(json.path("ratio").asDouble()).isEqualTo(2.4);
    assertThat(json.path("ratio_bfloat16").asDouble()).isEqualTo(6);
    assertThat(json.path("arms_cost").asDouble()).isEqualTo(2);
    assertThat(json.has("arms_cost_bfloat16")).as("not measured").isFalse();
    assertThat(json.path("max_abs_difference").asDouble()).isEqualTo(1e-7);
    assertThat(json.path("seconds").path("peer")).hasSize(3);
  }

  @Test
  void theTableNamesWhoWasMeasured() {
    assertThat(rates.text())
        .contains("peer", "cellora_bfloat16", "2.40 x", "2.00 times", "torch 2.7.1")
        .doesNotContain("cellora_arms_bfloat16");
  }
}
