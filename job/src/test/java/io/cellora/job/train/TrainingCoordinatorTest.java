package io.cellora.job.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.cellora.job.config.Settings;
import io.cellora.lora.LossTerm;
import io.cellora.lora.TrainableParameters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The loop without Spark, on gradients that are a formula. */
class TrainingCoordinatorTest {

  private final List<String> warnings = new ArrayList<>();
  private final List<Checkpoint> checkpoints = new ArrayList<>();

  @Test
  void theHeadMovesFirstAndTheAdaptersWithItAfterwards() {
    TrainableParameters start = Bowl.start();
    int adapters = Bowl.LAYOUT.adapterSize();

    float[] afterWarmUp = run(settings(Map.of("train.epochs", "2")), new Bowl(10), 1);

    assertThat(Arrays.mismatch(afterWarmUp, start.values())).isGreaterThanOrEqualTo(adapters);
    float[] after = run(settings(Map.of("train.epochs", "2")), new Bowl(10), 2);
    assertThat(after[0]).isNotEqualTo(start.values()[0]);
    assertThat(start.values()).containsExactly(Bowl.start().values());
  }

  @Test
  void trainingWentWhereTheGradientPoints() {
    TrainingState state = TrainingState.initial(settings(Map.of()), Bowl.start());
    TrainableParameters trained = coordinator(settings(Map.of()), new Bowl(10)).train(state);

    for (float value : trained.values()) {
      assertThat(value).isCloseTo(0.95f, within(0.1f));
    }
    assertThat(state.finished()).isTrue();
    assertThat(state.stepsDone()).isEqualTo(31 * Bowl.STEPS);
    assertThat(state.log()).hasSize(31);
  }

  @Test
  void theLogHoldsMeansOverCellsAndWhatIsPredicted() {
    Settings settings = settings(Map.of("train.epochs", "1"));
    TrainingState state = TrainingState.initial(settings, Bowl.start());
    coordinator(settings, new Bowl(25)).train(state);

    EpochLog first = state.log().get(0);
    assertThat(first.epoch()).isEqualTo(1);
    assertThat(first.epochs()).isEqualTo(2);
    assertThat(first.step()).isEqualTo(Bowl.STEPS);
    assertThat(first.learningRate()).isZero();
    assertThat(first.valClasses()).isEqualTo(2);
    assertThat(first.valMacroF1()).isCloseTo((2 * 25.0 / 75 + 2 * 50.0 / 125) / 2, within(1e-12));
    assertThat(first.term(LossTerm.CROSS_ENTROPY)).isEqualTo(first.loss());
    assertThat(first.term(LossTerm.TRIPLET)).isNaN();
    assertThat(state.log().get(1).learningRate()).isPositive();
  }

  @Test
  void withPatienceTheBestEpochsValuesAreKept() {
    Settings settings =
        settings(Map.of("train.earlyStopping.patience", "2", "train.earlyStopping.minDelta", "0"));
    // Epoch 1 trains the head alone, so that its better score does not count.
    Bowl bowl = new Bowl(45, 20, 30, 30, 25, 40);
    TrainingState state = TrainingState.initial(settings, Bowl.start());
    TrainableParameters best = coordinator(settings, bowl).train(state);

    assertThat(state.log()).hasSize(5);
    assertThat(best.values()).containsExactly(run(settings, new Bowl(10), 3));
  }

  @Test
  void stoppingEarlyNeedsLabelledValidationCells() {
    Settings settings = settings(Map.of("train.earlyStopping.patience", "2"));
    assertThatThrownBy(
            () ->
                coordinator(settings, new Bowl(Double.NaN))
                    .train(TrainingState.initial(settings, Bowl.start())))
        .hasMessage(
            "Cannot stop early (no validation cell has a label): train.earlyStopping.patience 2");
  }

  @Test
  void withoutPatienceTheLastValuesAreKept() {
    Settings settings = settings(Map.of("train.epochs", "4"));
    TrainingState state = TrainingState.initial(settings, Bowl.start());
    TrainableParameters last = coordinator(settings, new Bowl(45, 40, 30, 20, 10)).train(state);

    assertThat(state.log()).hasSize(5);
    assertThat(last.values()).containsExactly(state.checkpoint().values().values());
  }

  @Test
  void goingOnFromAnyCheckpointEndsInTheSameBytes() {
    Settings settings = settings(Map.of("train.epochs", "4", "train.earlyStopping.patience", "3"));
    TrainingState state = TrainingState.initial(settings, Bowl.start());
    double[] share = {45, 20, 30, 25, 20, 40};
    TrainableParameters whole = coordinator(settings, new Bowl(share)).train(state);

    assertThat(checkpoints).hasSize(state.stepsDone() + 1);
    for (Checkpoint checkpoint : List.copyOf(checkpoints)) {
      TrainingState resumed = TrainingState.resumed(settings, Bowl.LAYOUT, checkpoint);
      Bowl bowl = new Bowl(share).after(checkpoint.place().epoch());
      TrainableParameters again = coordinator(settings, bowl).train(resumed);
      assertThat(again.values()).containsExactly(whole.values());
      assertThat(numbers(resumed)).containsExactlyElementsOf(numbers(state));
      assertThat(resumed.stepsDone()).isEqualTo(state.stepsDone());
    }
  }

  @Test
  void localStepsOfOneWorkerAreTheStepsThemselvesAndEndWithTheEpoch() {
    Settings exact = settings(Map.of("train.epochs", "3"));
    Settings local = settings(Map.of("train.epochs", "3", "train.localSteps", "3"));
    TrainingState state = TrainingState.initial(local, Bowl.start());
    TrainableParameters trained = coordinator(local, new Bowl(10)).train(state);

    assertThat(trained.values())
        .containsExactly(
            coordinator(exact, new Bowl(10))
                .train(TrainingState.initial(exact, Bowl.start()))
                .values());
    assertThat(state.stepsDone()).isEqualTo(4 * Bowl.STEPS);
    assertThat(checkpoints.subList(0, 3))
        .extracting(checkpoint -> checkpoint.place().stepsDone())
        .containsExactly(3, 4, 7);
  }

  @Test
  void aLossThatIsNoNumberStopsWithItsPlaceAndTerms() {
    Bowl bowl = new Bowl(10).poisoned(2, 3, Double.NaN);
    TrainingState state = TrainingState.initial(settings(Map.of()), Bowl.start());

    assertThatThrownBy(() -> coordinator(settings(Map.of()), bowl).train(state))
        .isInstanceOf(TrainingStopped.class)
        .hasMessage(
            "Cannot continue training (the loss or its gradient is not finite): epoch 3, step 4"
                + " (loss NaN, cross_entropy NaN, triplet NaN, supcon NaN, reconstruction NaN,"
                + " distillation NaN)");
    assertThat(state.stepsDone()).isEqualTo(2 * Bowl.STEPS + 3);
  }

  @Test
  void aLossFarAboveItsBestStops() {
    Settings settings =
        settings(Map.of("train.divergence.factor", "10", "train.divergence.window", "4"));
    Bowl bowl = new Bowl(10).poisoned(5, 1, 1e6);

    assertThatThrownBy(
            () -> coordinator(settings, bowl).train(TrainingState.initial(settings, Bowl.start())))
        .isInstanceOf(TrainingStopped.class)
        .hasMessageMatching(
            "Cannot continue training \\(the mean loss of the last steps is 2\\.5.*, its best was"
                + " .*\\): epoch 6, step 2 \\(loss 1\\.000e\\+06, cross_entropy 1\\.000e\\+06\\)");
    Settings off = settings(Map.of("train.divergence.factor", "0"));
    coordinator(off, new Bowl(10).poisoned(5, 1, 1e6))
        .train(TrainingState.initial(off, Bowl.start()));
  }

  @Test
  void oneClassForAllIsWarnedOfOnceTheAdaptersTrain() {
    Settings settings = settings(Map.of("train.epochs", "2"));
    coordinator(settings, new Bowl(-1, -1, 30))
        .train(TrainingState.initial(settings, Bowl.start()));

    assertThat(warnings)
        .containsExactly(
            "epoch 2: one class is predicted for all 100 validation cells, which have 2");
  }

  private TrainingCoordinator coordinator(Settings settings, Bowl bowl) {
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void stepEnded(TrainingState state, StepLog step) {
            checkpoints.add(state.checkpoint());
          }

          @Override
          public void warned(String what) {
            warnings.add(what);
          }

          @Override
          public void trainingEnded(TrainingState state) {
            checkpoints.add(state.checkpoint());
          }
        };
    return new TrainingCoordinator(settings, bowl, List.of(listener));
  }

  /** The values after some epochs of a training that may go on longer. */
  private float[] run(Settings settings, Bowl bowl, int epochs) {
    checkpoints.clear();
    coordinator(settings, bowl).train(TrainingState.initial(settings, Bowl.start()));
    return checkpoints.get(epochs * Bowl.STEPS - 1).values().values();
  }

  /** The log without what a clock has measured. */
  private static List<String> numbers(TrainingState state) {
    return state.log().stream()
        .map(
            e ->
                "%s %s %s %s %s %s"
                    .formatted(
                        e.epoch(),
                        e.step(),
                        e.loss(),
                        e.gradNorm(),
                        e.valMacroF1(),
                        e.term(LossTerm.CROSS_ENTROPY)))
        .toList();
  }

  static Settings settings(Map<String, String> more) {
    Map<String, String> all =
        new HashMap<>(
            Map.of(
                "train.epochs", "30",
                "train.headWarmupEpochs", "1",
                "train.learningRate", "0.1",
                "train.headLearningRate", "0.1",
                "train.weightDecay", "0"));
    all.putAll(more);
    return Settings.defaultsWith(all);
  }
}
