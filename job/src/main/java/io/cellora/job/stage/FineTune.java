package io.cellora.job.stage;

import io.cellora.encoder.HadoopFolder;
import io.cellora.job.config.Columns;
import io.cellora.job.config.Settings;
import io.cellora.lora.BlockPlan;
import io.cellora.lora.HeadFiles;
import io.cellora.lora.ParameterLayout;
import io.cellora.lora.TrainableParameters;
import io.cellora.weights.LoraWeights;
import io.cellora.weights.PeftAdapter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Trains adapter and head of every arm and seed on the same prepared cells, and saves them. */
final class FineTune {

  static final String ADAPTERS = "adapters";

  private final RunContext run;
  private final Model model;
  private final Classes classes;

  FineTune(RunContext run, Model model, Classes classes) {
    this.run = run;
    this.model = model;
    this.classes = classes;
  }

  /** Writes {@code adapters/ARM/seed-N} and the table training_log. */
  List<Tuned> run() {
    List<Tuned> tuned = new ArrayList<>();
    Map<TrainingUnit, ParameterLayout> layouts = new LinkedHashMap<>();
    TrainingUnit.of(run.settings()).forEach(unit -> layouts.put(unit, layout(unit)));
    try (SharedBlocks blocks = new SharedBlocks(run, model, classes, needs(layouts.values()))) {
      for (Map.Entry<TrainingUnit, ParameterLayout> unit : layouts.entrySet()) {
        tuned.add(tune(unit.getKey(), unit.getValue(), blocks));
      }
    }
    run.append(Columns.TRAINING_LOG_TABLE, TrainingLogTable.of(run.spark(), tuned));
    return tuned;
  }

  /** What some arm needs of the cells beside the prefix. */
  private Set<BlockPlan.Content> needs(Collection<ParameterLayout> layouts) {
    Set<BlockPlan.Content> needs = EnumSet.noneOf(BlockPlan.Content.class);
    if (layouts.stream().anyMatch(ParameterLayout::adaptsFirstLayer)) {
      needs.add(BlockPlan.Content.GENES);
    }
    for (String arm : run.settings().arms().trained()) {
      Settings.Train train = run.settings().arm(arm).train();
      if (train.losses().reconstruction() > 0) {
        needs.add(BlockPlan.Content.RECONSTRUCTION);
      }
      if (!train.shortcuts().all()) {
        needs.add(BlockPlan.Content.GENES);
      }
    }
    return needs;
  }

  private ParameterLayout layout(TrainingUnit unit) {
    Settings settings = run.settings().arm(unit.arm());
    return ParameterLayout.of(
        model.weights(),
        settings.lora().config(),
        settings.train().head().hidden(),
        classes.train().size());
  }

  private Tuned tune(TrainingUnit unit, ParameterLayout layout, SharedBlocks blocks) {
    run.begin("Training " + unit.path());
    run.progress()
        .step(
            "  %,d adapter parameters on %s, %,d of the head"
                .formatted(
                    layout.adapterSize(),
                    layout.lora().layers(model.weights()),
                    layout.size() - layout.adapterSize()));
    ArmTraining training = new ArmTraining(run, unit, layout, blocks);
    TrainableParameters parameters = training.train(classes.count());
    return save(unit, parameters, training);
  }

  private Tuned save(TrainingUnit unit, TrainableParameters parameters, ArmTraining training) {
    try {
      String path = run.work().path(ADAPTERS + "/" + unit.path()).toString();
      HadoopFolder folder = new HadoopFolder(path, run.hadoop());
      LoraWeights trained = parameters.adapter();
      PeftAdapter.write(folder, trained, model.url(), parameters.layout().lora().trainedWith());
      HeadFiles.write(folder, parameters.head(classes.train()));
      return new Tuned(
          unit, trained, PeftAdapter.read(folder), HeadFiles.read(folder), training.log());
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot save adapter (" + e.getMessage() + "): " + unit.path(), e);
    }
  }
}
