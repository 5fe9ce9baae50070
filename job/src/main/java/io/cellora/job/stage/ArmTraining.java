package io.cellora.job.stage;

import io.cellora.job.config.Settings;
import io.cellora.job.train.Checkpoint;
import io.cellora.job.train.CheckpointStore;
import io.cellora.job.train.Checkpoints;
import io.cellora.job.train.ClusterGradients;
import io.cellora.job.train.EpochLog;
import io.cellora.job.train.Gradients;
import io.cellora.job.train.ProgressLine;
import io.cellora.job.train.TrainingCoordinator;
import io.cellora.job.train.TrainingListener;
import io.cellora.job.train.TrainingState;
import io.cellora.job.train.TrainingStopped;
import io.cellora.lora.BatchPlan;
import io.cellora.lora.Dropout;
import io.cellora.lora.ParameterLayout;
import io.cellora.lora.RankRecord;
import io.cellora.lora.StepPlan;
import io.cellora.lora.TrainableParameters;
import io.cellora.lora.TrainingLabel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Row;

/** Trains one arm with one seed: from its newest checkpoint if it has one, else from the start. */
final class ArmTraining {

  static final String CHECKPOINTS = "checkpoints";

  private final RunContext run;
  private final TrainingUnit unit;
  private final Settings arm;
  private final Settings.Train settings;
  private final ParameterLayout layout;
  private final SharedBlocks blocks;
  private final CheckpointStore store;

  ArmTraining(RunContext run, TrainingUnit unit, ParameterLayout layout, SharedBlocks blocks) {
    this(run, unit, run.settings().arm(unit.arm()), layout, blocks);
  }

  /**
   * @param arm the settings, with lora and train as they are for this training
   */
  ArmTraining(
      RunContext run,
      TrainingUnit unit,
      Settings arm,
      ParameterLayout layout,
      SharedBlocks blocks) {
    this.run = run;
    this.unit = unit;
    this.arm = arm;
    this.settings = arm.train();
    this.layout = layout;
    this.blocks = blocks;
    this.store =
        new CheckpointStore(
            run.work().files(),
            run.work().path(CHECKPOINTS + "/" + unit.path()),
            settings.checkpoint().keep());
  }

  /** What a training ends with. */
  record Trained(
      TrainableParameters parameters,
      List<EpochLog> log,
      List<RankRecord> ranks,
      List<Row> deltaScales) {}

  /**
   * Trains to the end.
   *
   * @param start makes the values to begin with from freshly drawn ones
   * @param labels classes of training plus those that occur in validation alone
   */
  Trained train(UnaryOperator<TrainableParameters> start, int labels) {
    TrainingState state = resumed().orElseGet(() -> initial(start));
    TrainableParameters trained = trained(state, labels);
    run.begin("Scaling the delta of " + unit.path());
    List<Row> scales = DeltaScaleTable.rows(unit, trained, cluster(labels));
    return new Trained(trained, state.log(), state.rankLog(), scales);
  }

  /** The same where only the head moves, and no adapter is left to be looked at. */
  TrainableParameters trainHead(int labels) {
    return trained(resumed().orElseGet(() -> initial(UnaryOperator.identity())), labels);
  }

  private TrainableParameters trained(TrainingState state, int labels) {
    try {
      return new TrainingCoordinator(arm, gradients(state, labels), listeners()).train(state);
    } catch (TrainingStopped e) {
      throw e.of(unit.path(), store.newest());
    }
  }

  private TrainingState initial(UnaryOperator<TrainableParameters> start) {
    TrainableParameters drawn =
        TrainableParameters.initial(layout, blocks.scale(), unit.seed(), blocks.encoder());
    return TrainingState.initial(arm, start.apply(drawn));
  }

  private Optional<TrainingState> resumed() {
    Optional<Checkpoint> newest = store.latest(refused -> run.progress().step("  " + refused));
    newest.ifPresent(
        checkpoint ->
            run.progress()
                .step("  continuing after step %,d".formatted(checkpoint.place().stepsDone())));
    return newest.map(checkpoint -> TrainingState.resumed(arm, layout, checkpoint));
  }

  private Gradients gradients(TrainingState state, int labels) {
    if (state.finished()) {
      return Gradients.NONE;
    }
    if (settings.batchSize() > blocks.cells()) {
      run.progress()
          .step(
              "  warning: train.batchSize %,d is more than the %,d training cells: a step takes all"
                  .formatted(settings.batchSize(), blocks.cells()));
    }
    return cluster(labels);
  }

  private ClusterGradients cluster(int labels) {
    return new ClusterGradients(
        blocks.train().labelled(label()),
        blocks.validation().labelled(label()),
        plan(),
        blocks.cells(),
        labels);
  }

  private TrainingLabel label() {
    return new TrainingLabel(
        "train %s seed %d".formatted(unit.arm(), unit.seed()), TrainingCoordinator.epochs(arm));
  }

  private StepPlan plan() {
    return new StepPlan(
        new BatchPlan(unit.seed(), settings.workers(), settings.batchSize(), settings.sampler()),
        settings.losses().of(blocks.classCells()),
        new Dropout((float) settings.head().dropout(), layout.lora().dropout()),
        settings.accumulate(),
        settings.aggregationFanIn(),
        settings.shortcuts().taken());
  }

  private List<TrainingListener> listeners() {
    List<TrainingListener> listeners = new ArrayList<>();
    ProgressLine progress = new ProgressLine(unit.path(), run.progress());
    listeners.add(progress);
    if (settings.checkpoint().everySteps() > 0) {
      listeners.add(new Checkpoints(store, settings.checkpoint().everySteps(), progress::warned));
    }
    return listeners;
  }
}
