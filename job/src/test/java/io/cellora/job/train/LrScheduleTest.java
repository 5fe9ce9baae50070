package io.cellora.job.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LrScheduleTest {

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
