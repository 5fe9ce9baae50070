package io.cellora.resampling;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.cellora.Fixtures;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;

/** The oracle is scipy, through make_quantiles.py. */
class CountTableTest {

  private static void equal(String name, LongFunction<CountTable> table) {
    JsonNode cases = Fixtures.json("resampling/quantiles.json").get(name);
    assertThat(cases).hasSizeGreaterThan(100);
    for (JsonNode each : cases) {
      assertThat(table.apply(each.get(0).asLong()).quantile(each.get(1).asDouble()))
          .as(each.toString())
          .isEqualTo(each.get(2).asLong());
    }
  }

  @Test
  void poissonQuantilesEqualScipys() {
    equal("poisson", CountTable::poisson);
  }

  @Test
  void quantilesOfCoinsEqualScipys() {
    equal("coins", CountTable::coins);
  }

  @Test
  void everyShareHasAQuantile() {
    double most = Math.nextDown(1.0);
    assertThat(CountTable.coins(3).quantile(0)).isZero();
    assertThat(CountTable.coins(3).quantile(most)).isEqualTo(3);
    assertThat(CountTable.poisson(1).quantile(0)).isZero();
    assertThat(CountTable.poisson(1).quantile(most)).isBetween(15L, 20L);
  }
}
