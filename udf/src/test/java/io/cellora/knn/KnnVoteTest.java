package io.cellora.knn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Comparator;
import java.util.Locale;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KnnVoteTest {

  private static final Offset<Double> EXACT = within(1e-12);

  @ParameterizedTest
  @EnumSource
  void saysWhatScimilaritySays(KnnWeighting weighting) {
    for (JsonNode expected : Expected.cases()) {
      JsonNode upstream = expected.get(weighting.name().toLowerCase(Locale.ROOT));
      for (int query = 0; query < Expected.size("queries"); query++) {
        KnnVote vote = KnnVote.of(Expected.neighbours(expected, query), weighting);
        assertThat(Expected.CODES.name(vote.code()))
            .as("k = %s, query %d", expected.get("k"), query)
            .isEqualTo(upstream.get("predicted").get(query).asText());
        assertThat(vote.uniform().vs2nd()).isCloseTo(number(upstream, "vs2nd", query), EXACT);
        assertThat(vote.uniform().vsAll()).isCloseTo(number(upstream, "vsAll", query), EXACT);
        assertThat(vote.weighted().vs2nd())
            .isCloseTo(number(upstream, "vs2nd_weighted", query), EXACT);
        assertThat(vote.weighted().vsAll())
            .isCloseTo(number(upstream, "vsAll_weighted", query), EXACT);
        requireHits(
            vote, upstream.get("hits").get(query), upstream.get("hits_weighted").get(query));
      }
    }
  }

  private static void requireHits(KnnVote vote, JsonNode counts, JsonNode weights) {
    assertThat(vote.hits()).hasSize(counts.size());
    assertThat(vote.hits()).isSortedAccordingTo(Comparator.comparing(hit -> -hit.count()));
    for (KnnVote.Hits hit : vote.hits()) {
      String label = Expected.CODES.name(hit.code());
      assertThat((double) hit.count()).isEqualTo(counts.get(label).asDouble());
      double weight = weights.get(label).asDouble();
      assertThat(hit.weight()).isCloseTo(weight, within(weight * 1e-12));
    }
  }

  private static double number(JsonNode stats, String column, int query) {
    return stats.get(column).get(query).asDouble();
  }
}
