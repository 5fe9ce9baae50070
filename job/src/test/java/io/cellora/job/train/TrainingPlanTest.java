package io.cellora.job.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.cellora.job.config.Settings;
import io.cellora.lora.StepOptimizer;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TrainingPlanTest {

  private static final Map<String, String> SETTINGS =
      Map.of(
          "train.epochs", "10",
          "train.headWarmupEpochs", "2",
          "train.learningRate", "0.1",
          "train.headLearningRate", "0.4",
          "train.warmupFraction", "0",
          "train.finalLearningRateFraction", "0",
          "train.localSteps", "3",
          "lora.dynamic.mode", "energy",
          "lora.dynamic.end", "0.45",
          "lora.dynamic.retuneEpochs", "2");

  private final Settings settings = Settings.defaultsWith(SETTINGS);
  private final TrainingPlan plan =
      new TrainingPlan(settings.train(), settings.lora().dynamic(), 4);

  @Test
  void theHeadTrainsAloneFirstAtItsFullRate() {
    StepOptimizer.Rates head = plan.rates(1, 3);
    assertThat(head.phase()).isEqualTo(StepOptimizer.Phase.HEAD_ONLY);
    assertThat(head.head()).isEqualTo(0.4);
    StepOptimizer.Rates together = plan.rates(2, 0);
    assertThat(together.phase()).isEqualTo(StepOptimizer.Phase.TOGETHER);
    assertThat(together.adapters()).isEqualTo(0.1);
  }

  @Test
  void aHeadThatIsTrainedAloneHasTheSameEpochsAndMovesNoAdapter() {
    Settings alone = settings.headAlone();
    TrainingPlan head = new TrainingPlan(alone.train(), alone.lora().dynamic(), 4);
    assertThat(head.epochs()).isEqualTo(12);
    assertThat(IntStream.range(0, 12)).allMatch(head::headOnly);
    assertThat(head.rates(0, 0).head()).isEqualTo(0.4);
    assertThat(head.rates(6, 0).head()).isCloseTo(0.2, within(1e-12));
    assertThat(head.rates(11, 3).adapters()).isZero();
  }

  @Test
  void epochsThatTuneAgainArePartOfTheSchedule() {
    assertThat(plan.epochs()).isEqualTo(14);
    // Half way through 12 epochs of 4 steps.
    assertThat(plan.rates(8, 0).adapters()).isCloseTo(0.05, within(1e-12));
    assertThat(plan.rankSteps()).isEqualTo(40);
  }

  @Test
  void ranksAreFinalAfterTheEpochThatHoldsTheirLastStep() {
    assertThat(plan.adapterStep(6, 1)).isEqualTo(18);
    assertThat(plan.ranksAreFinal(5)).isFalse();
    assertThat(plan.ranksAreFinal(6)).isTrue();
    Settings fixed = Settings.defaults();
    assertThat(new TrainingPlan(fixed.train(), fixed.lora().dynamic(), 4).ranksAreFinal(0))
        .isTrue();
  }

  @Test
  void localStepsEndWithTheEpoch() {
    assertThat(plan.local(3, 0).rates()).hasSize(3);
    assertThat(plan.local(3, 3).rates()).containsExactly(plan.rates(3, 3));
    assertThat(plan.local(3, 3).first()).isEqualTo(3);
  }
}
