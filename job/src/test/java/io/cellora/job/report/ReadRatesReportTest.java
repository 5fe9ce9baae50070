package io.cellora.job.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cellora.job.report.ReadRates.Reader;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ReadRatesReportTest {

  private static final ReadRates A =
      new ReadRates(
          "a.h5ad",
          1000,
          2_000_000,
          Map.of(
              Reader.CELLORA, List.of(1.0, 0.5, 9.0),
              Reader.CELLORA_ZLIB, List.of(2.0, 2.0),
              Reader.CELLORA_ONE_CORE, List.of(1.9),
              Reader.PEER, List.of(2.0, 3.0)));

  private static final ReadRates B =
      new ReadRates("b.h5ad", 500, 500_000, Map.of(Reader.CELLORA, List.of(1.0)));

  @Test
  void ratesAreThoseOfTheMedianRun() {
    assertThat(A.rate(Reader.CELLORA)).hasValue(1000);
    assertThat(A.rate(Reader.PEER)).hasValue(400);
    assertThat(A.ratio(Reader.CELLORA, Reader.PEER)).hasValue(2.5);
    assertThat(B.ratio(Reader.CELLORA, Reader.PEER)).isEmpty();
  }

  @Test
  void theTotalIsAllCellsInTheTimeOfAllAndOnlyOfWhoReadAll() {
    ReadRates total = ReadRates.total(List.of(A, B));
    assertThat(total.rate(Reader.CELLORA)).hasValue(750);
    assertThat(total.rate(Reader.PEER)).isEmpty();
    assertThat(total.bytes()).isEqualTo(2_500_000);
  }

  @Test
  void theTableIsAligned() {
    assertThat(report(A, B).text())
        .isEqualTo(
            """
            cells a second  cells   MB  peer  cellora  ratio  zlib  ratio  1 core  scaling
            a.h5ad          1,000  2.0   400    1,000   2.50   500   1.25     526     1.90
            b.h5ad            500  0.5     -      500      -     -      -       -        -
            all             1,500  2.5     -      750      -     -      -       -        -

            2 cores of some processor; cellora 1, java 17
            """);
  }

  @Test
  void jsonHasRatesRatiosAndEveryRun() throws IOException {
    JsonNode json = new ObjectMapper().readTree(report(A).json());
    assertThat(json.path("cellora_cells_per_s").asDouble()).isEqualTo(1000);
    assertThat(json.path("cellora_zlib_cells_per_s").asDouble()).isEqualTo(500);
    assertThat(json.path("peer_cells_per_s").asDouble()).isEqualTo(400);
    assertThat(json.path("ratio").asDouble()).isEqualTo(2.5);
    assertThat(json.path("ratio_zlib").asDouble()).isEqualTo(1.25);
    assertThat(json.path("scaling").asDouble()).isEqualTo(1.9);
    assertThat(json.path("inputs").path(0).path("seconds").path("peer")).hasToString("[2.0,3.0]");
    assertThat(json.path("shard").path("cells").asInt()).isEqualTo(7);
    assertThat(json.path("versions").path("java").asText()).isEqualTo("17");
  }

  private static ReadRatesReport report(ReadRates... inputs) {
    return new ReadRatesReport(
        List.of(inputs),
        2,
        Map.of("cells", 7),
        "some processor",
        new TreeMap<>(Map.of("cellora", "1", "java", "17")));
  }
}
