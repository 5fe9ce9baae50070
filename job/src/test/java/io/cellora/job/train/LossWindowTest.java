package io.cellora.job.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.cellora.job.config.Settings;
import org.junit.jupiter.api.Test;

class LossWindowTest {

  private final Settings.Divergence rule = new Settings.Divergence(3, 2);

  @Test
  void onlyAWholeWindowFarAboveTheBestDiverges() {
    LossWindow losses = new LossWindow(rule);
    assertThat(losses.diverges(100)).isFalse();
    assertThat(losses.diverges(2)).isFalse();
    assertThat(losses.diverges(2)).isFalse();
    assertThat(losses.best()).isEqualTo(2);
    assertThat(losses.diverges(98)).isFalse();
    assertThat(losses.diverges(98)).isTrue();
  }

  @Test
  void aLossNearZeroMayJumpAsLongAsItStaysBelowWhereItBegan() {
    LossWindow losses = new LossWindow(rule);
    losses.diverges(2);
    losses.diverges(2);
    losses.diverges(0.001);
    losses.diverges(0.001);
    assertThat(losses.diverges(0.1)).isFalse();
    assertThat(losses.diverges(0.1)).isFalse();
    assertThat(losses.diverges(4)).isTrue();
  }

  @Test
  void whatTheHeadLearntByHeartAloneIsNoLossToBeHeldTo() {
    LossWindow losses = new LossWindow(rule);
    losses.diverges(2);
    losses.diverges(2);
    losses.restart();
    losses.diverges(0.001);
    losses.diverges(0.001);
    assertThat(losses.diverges(0.1)).isFalse();
    assertThat(losses.diverges(0.1)).isFalse();
  }

  @Test
  void anotherLossIsNotHeldToTheBestOfTheOneBefore() {
    LossWindow losses = new LossWindow(rule);
    losses.diverges(1);
    losses.diverges(1);
    losses.restart();
    assertThat(losses.diverges(50)).isFalse();
    assertThat(losses.diverges(50)).isFalse();
    assertThat(losses.best()).isEqualTo(50);
  }

  @Test
  void itGoesOnFromItsNumbers() {
    LossWindow losses = new LossWindow(rule);
    losses.diverges(1);
    losses.diverges(2);
    LossWindow resumed = new LossWindow(rule, losses.numbers());
    assertThat(resumed.diverges(7)).isEqualTo(losses.diverges(7));
    assertThat(resumed.diverges(8)).isTrue();
    assertThat(resumed.best()).isEqualTo(1.5);
  }
}
