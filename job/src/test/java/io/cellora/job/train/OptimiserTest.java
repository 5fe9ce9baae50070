package io.cellora.job.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.cellora.Fixtures;
import org.junit.jupiter.api.Test;

class OptimiserTest {

  @Test
  void clippingAndAdamWEqualTorch() {
    JsonNode oracle = Fixtures.json("train/optimiser_expected.json");
    float[] values = Fixtures.floats(oracle.get("start"));
    AdamW adamW = new AdamW(new AdamW.Constants(0.8, 0.95, 1e-8, 0.1), 0, 5);
    for (JsonNode step : oracle.get("steps")) {
      double[] gradient = Fixtures.doubles(step.get("gradient"));
      double norm = GradientClip.clip(gradient, 1.5);
      assertThat(norm).isCloseTo(step.get("norm").asDouble(), within(1e-5));
      adamW.step(values, gradient, step.get("rate").asDouble());
      float[] expected = Fixtures.floats(step.get("values"));
      for (int i = 0; i < values.length; i++) {
        assertThat(values[i]).isCloseTo(expected[i], within(1e-6f));
      }
    }
  }

  @Test
  void valuesOutsideTheRangeStayAsTheyAre() {
    float[] values = {1, 1, 1, 1};
    new AdamW(new AdamW.Constants(0.9, 0.999, 1e-8, 0.1), 1, 3)
        .step(values, new double[] {9, 9, 9, 9}, 0.1);
    assertThat(values[0]).isEqualTo(1);
    assertThat(values[1]).isLessThan(1);
    assertThat(values[3]).isEqualTo(1);
  }

  @Test
  void theRateRisesToThePeakAndFallsAlongACosine() {
    LrSchedule schedule = new LrSchedule(110, 10, 0.1);
    assertThat(schedule.factor(0)).isCloseTo(0.1, within(1e-12));
    assertThat(schedule.factor(9)).isEqualTo(1);
    assertThat(schedule.factor(10)).isEqualTo(1);
    assertThat(schedule.factor(60)).isCloseTo(0.55, within(1e-12));
    assertThat(schedule.factor(109)).isBetween(0.1, 0.11);
  }

  @Test
  void macroF1CountsClassesThatTrainingNeverSaw() {
    // Labels a, b and the unseen c; a is right twice, b once, c is taken for a.
    long[] counts = {2, 0, 0, 1, 1, 0};
    double expected = (2 * 2.0 / (2 + 3) + 2 * 1.0 / (1 + 1) + 0) / 3;
    assertThat(MacroF1.of(counts, 3, 2)).isCloseTo(expected, within(1e-12));
  }
}
