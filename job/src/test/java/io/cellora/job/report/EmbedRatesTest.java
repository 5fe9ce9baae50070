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

  private static final EmbedRates ALL =
      new EmbedRates(
          Map.of(EmbedRates.CELLS, 1000),
          Map.of(
              Runner.PEER, List.of(4.0, 2.0, 3.0),
              Runner.CELLORA, List.of(1.0, 9.0, 2.0),
              Runner.CELLORA_BFLOAT16, List.of(0.5, 0.5),
              Runner.CELLORA_ARMS, List.of(2.2),
              Runner.CELLORA_ARMS_BFLOAT16, List.of(0.6)),
          Map.of("min_cosine_bfloat16", 0.99995),
          Map.of("java", "17"));

  private static final EmbedRates ALONE =
      new EmbedRates(
          Map.of(EmbedRates.CELLS, 1000),
          Map.of(Runner.CELLORA, List.of(2.0)),
          Map.of(),
          Map.of("java", "17"));

  @Test
  void ratesAndCostsAreThoseOfTheMedianRun() {
    assertThat(ALL.rate(Runner.CELLORA)).hasValue(500);
    assertThat(ALL.cost(Runner.PEER, Runner.CELLORA)).hasValue(1.5);
    assertThat(ALL.cost(Runner.PEER, Runner.CELLORA_BFLOAT16)).hasValue(6);
    assertThat(ALL.cost(Runner.CELLORA_ARMS, Runner.CELLORA)).hasValue(1.1);
    assertThat(ALONE.rate(Runner.PEER)).isEmpty();
    assertThat(ALONE.cost(Runner.PEER, Runner.CELLORA)).isEmpty();
  }

  @Test
  void theTableIsAligned() {
    assertThat(ALL.text())
        .isEqualTo(
            """
                                   cells/s  of the peer  of one arm
            peer                       333       1.00 x  1.50 times
            cellora                    500       1.50 x  1.00 times
            cellora_bfloat16         2,000       6.00 x  1.00 times
            cellora_arms               455       1.36 x  1.10 times
            cellora_arms_bfloat16    1,667       5.00 x  1.20 times

            cells 1000, min_cosine_bfloat16 0.99995, java 17
            """);
  }

  @Test
  void jsonHasRatesRatiosAgreementAndEveryRun() throws IOException {
    JsonNode json = new ObjectMapper().readTree(ALL.json());
    assertThat(json.path("peer_cells_per_s").asDouble()).isEqualTo(333.333);
    assertThat(json.path("cellora_cells_per_s").asDouble()).isEqualTo(500);
    assertThat(json.path("ratio").asDouble()).isEqualTo(1.5);
    assertThat(json.path("ratio_bfloat16").asDouble()).isEqualTo(6);
    assertThat(json.path("arms_cost").asDouble()).isEqualTo(1.1);
    assertThat(json.path("arms_cost_bfloat16").asDouble()).isEqualTo(1.2);
    assertThat(json.path("min_cosine_bfloat16").asDouble()).isEqualTo(0.99995);
    assertThat(json.path("cells").asInt()).isEqualTo(1000);
    assertThat(json.path("seconds").path("peer")).hasToString("[4.0,2.0,3.0]");
    assertThat(json.path("versions").path("java").asText()).isEqualTo("17");
  }

  @Test
  void whatWasNotMeasuredIsLeftOut() throws IOException {
    JsonNode json = new ObjectMapper().readTree(ALONE.json());
    assertThat(json.fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder("cellora_cells_per_s", "cells", "seconds", "versions");
  }
}
