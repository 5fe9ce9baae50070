package io.cellora.job.stage;

import static org.apache.spark.sql.functions.col;

import io.cellora.encoder.HadoopFolder;
import io.cellora.job.config.Columns;
import io.cellora.job.config.Settings;
import io.cellora.job.train.EpochLog;
import io.cellora.job.train.TrainingCoordinator;
import io.cellora.lora.ClassifierHead;
import io.cellora.lora.HeadFiles;
import io.cellora.lora.LoraConfig;
import io.cellora.lora.ParameterLayout;
import io.cellora.lora.Predictions;
import io.cellora.lora.TrainableParameters;
import io.cellora.lora.TrainingBlocks;
import io.cellora.weights.LoraWeights;
import io.cellora.weights.PeftAdapter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Trains adapter and head on the training cells, saves both, and predicts with what was saved. */
final class FineTune {

  private final RunContext run;
  private final Model model;
  private final Classes classes;
  private final List<EpochLog> log = new ArrayList<>();

  FineTune(RunContext run, Model model, Classes classes) {
    this.run = run;
    this.model = model;
    this.classes = classes;
  }

  /** What training left in memory, and what came back from the files. */
  record Result(LoraWeights trained, LoraWeights reloaded, ClassifierHead head) {}

  Result run() {
    TrainableParameters parameters = train();
    run.append(
        Columns.TRAINING_LOG_TABLE,
        TrainingLogTable.of(run.spark(), Arms.LORA, run.settings().train().seed(), log));
    Result result = save(parameters);
    new Embed(run, model).adapted(Arms.LORA, result.reloaded());
    Predict.write(
        run,
        Arms.MLP_HEAD,
        Predictions.ofHead(Predict.heldOut(run, Arms.LORA), Columns.EMBEDDING, result.head()));
    return result;
  }

  private TrainableParameters train() {
    Settings settings = run.settings();
    run.begin("Training LoRA adapters and head");
    LoraConfig lora = settings.lora().config();
    ParameterLayout layout =
        ParameterLayout.of(
            model.weights(), lora, settings.train().head().hidden(), classes.train().size());
    run.progress()
        .step(
            "  %,d adapter parameters on %s, %,d of the head"
                .formatted(
                    layout.adapterSize(),
                    lora.layers(model.weights()),
                    layout.size() - layout.adapterSize()));
    boolean genes = layout.adaptsFirstLayer();
    try (TrainingBlocks train = blocks(Splits.TRAIN, genes);
        TrainingBlocks validation = blocks(Splits.VAL, genes)) {
      return new TrainingCoordinator(
              settings.train(), train, validation, classes.count(), this::epochEnded)
          .train(
              TrainableParameters.initial(
                  layout, train.scale(), settings.train().seed(), model.weights()));
    }
  }

  private TrainingBlocks blocks(String split, boolean genes) {
    Dataset<Row> cells =
        run.read(Columns.CELLS_TABLE)
            .filter(col(Columns.SPLIT).equalTo(split).and(col(Columns.LABEL).isNotNull()))
            .orderBy(Columns.SHARD, Columns.ROW)
            .select(classes.index(col(Columns.LABEL)), col(Columns.FEATURES));
    return TrainingBlocks.of(
        cells,
        model.encoder(),
        run.settings().train().workers(),
        genes,
        run.settings().encoder().batchSize());
  }

  private void epochEnded(EpochLog epoch) {
    log.add(epoch);
    double left = epoch.seconds() * (epoch.epochs() - epoch.epoch());
    run.progress()
        .update(
            "epoch %d/%d  loss %.4f  val macro-F1 %.4f  %.1f s, %.0f s left"
                .formatted(
                    epoch.epoch(),
                    epoch.epochs(),
                    epoch.loss(),
                    epoch.valMacroF1(),
                    epoch.seconds(),
                    left));
  }

  private Result save(TrainableParameters parameters) {
    try {
      HadoopFolder folder = new HadoopFolder(run.work().path("adapter").toString(), run.hadoop());
      LoraWeights trained = parameters.adapter();
      PeftAdapter.write(folder, trained, model.url(), parameters.layout().lora().trainedWith());
      HeadFiles.write(folder, parameters.head(classes.train()));
      return new Result(trained, PeftAdapter.read(folder), HeadFiles.read(folder));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot save adapter (" + e.getMessage() + ")", e);
    }
  }
}
