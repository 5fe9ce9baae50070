package io.cellora.job.stage;

import static org.apache.spark.sql.functions.lit;

import io.cellora.job.config.BaselineHead;
import io.cellora.job.config.Columns;
import io.cellora.job.config.Settings;
import io.cellora.lora.LoraConfig;
import io.cellora.lora.ParameterLayout;
import io.cellora.lora.Predictions;
import io.cellora.lora.TrainableParameters;
import io.cellora.weights.MlpWeights;
import java.util.List;

/**
 * The arms' head on frozen embeddings: trained like theirs, with the same seeds and as many epochs,
 * while no adapter moves.
 */
final class FrozenHeads {

  private final RunContext run;
  private final Classes classes;

  FrozenHeads(RunContext run, Classes classes) {
    this.run = run;
    this.classes = classes;
  }

  /** What the user is told of a seed's training. */
  static String title(long seed) {
    return "Training %s (%s)"
        .formatted(new TrainingUnit(Arms.BASELINE, seed).path(), BaselineHead.MLP_FROZEN.head());
  }

  /** Trains the head of a seed and writes its predictions. */
  void write(long seed, SharedBlocks blocks) {
    TrainableParameters trained = trained(seed, blocks);
    Predict.write(
        run,
        BaselineHead.MLP_FROZEN.head(),
        Predictions.ofModel(
            Predict.heldOut(run, Arms.BASELINE).withColumn(Columns.SEED, lit((int) seed)),
            Columns.EMBEDDING,
            trained.head(classes.train())));
  }

  private TrainableParameters trained(long seed, SharedBlocks blocks) {
    TrainingUnit unit = new TrainingUnit(Arms.BASELINE, seed);
    run.begin(title(seed));
    Settings settings = run.settings().headAlone();
    ParameterLayout layout = layout(blocks.encoder(), settings.train().head().hidden());
    return new ArmTraining(run, unit, settings, layout, blocks).trainHead(classes.count());
  }

  /** A training has an adapter; this one is small, starts as no change and stays so. */
  private ParameterLayout layout(MlpWeights encoder, int hidden) {
    List<MlpWeights.Linear> linears = encoder.linears();
    String last = linears.get(linears.size() - 1).name();
    return ParameterLayout.of(
        encoder, new LoraConfig(1, 1, List.of(last)), hidden, classes.train().size());
  }
}
