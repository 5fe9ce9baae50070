package io.cellora.job.stage;

import io.cellora.encoder.HadoopFolder;
import io.cellora.job.config.Columns;
import io.cellora.job.config.Settings;
import io.cellora.lora.BlockPlan;
import io.cellora.lora.HeadFiles;
import io.cellora.lora.ParameterLayout;
import io.cellora.lora.RankMode;
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
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.spark.sql.Row;

/** Trains adapter and head of every arm and seed on the same prepared cells, and saves them. */
final class FineTune {

  static final String ADAPTERS = "adapters";

  private final RunContext run;
  private final Model model;
  private final Classes classes;
  private final Optional<StartAdapter> start;

  /**
   * @param start what every arm goes on from, if not from its own start
   */
  FineTune(RunContext run, Model model, Classes classes, Optional<StartAdapter> start) {
    this.run = run;
    this.model = model;
    this.classes = classes;
    this.start = start;
  }

  /** Writes {@code adapters/ARM/seed-N} and the tables training_log, ranks and delta_scale. */
  List<Tuned> run() {
    return run(blocks -> {});
  }

  /**
   * The same.
   *
   * @param first is given the prepared cells before the arms
   */
  List<Tuned> run(Consumer<SharedBlocks> first) {
    List<Tuned> tuned = new ArrayList<>();
    Map<TrainingUnit, ParameterLayout> layouts = new LinkedHashMap<>();
    TrainingUnit.of(run.settings()).forEach(unit -> layouts.put(unit, layout(unit)));
    try (SharedBlocks blocks = new SharedBlocks(run, model, classes, needs(layouts.values()))) {
      first.accept(blocks);
      for (Map.Entry<TrainingUnit, ParameterLayout> unit : layouts.entrySet()) {
        tuned.add(tune(unit.getKey(), unit.getValue(), blocks));
      }
    }
    run.append(Columns.TRAINING_LOG_TABLE, TrainingLogTable.of(run.spark(), tuned));
    run.append(Columns.RANKS_TABLE, RanksTable.of(run.spark(), tuned));
    List<Row> scales = tuned.stream().flatMap(one -> one.deltaScales().stream()).toList();
    run.append(Columns.DELTA_SCALE_TABLE, DeltaScaleTable.of(run.spark(), scales));
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
    if (settings.lora().dynamic().mode() == RankMode.ADALORA && settings.train().localSteps() > 1) {
      throw new IllegalArgumentException(
          "Cannot train %s (adalora needs the gradient of every step): train.localSteps is %d"
              .formatted(unit.arm(), settings.train().localSteps()));
    }
    int count = classes.train().size();
    return start
        .map(adapter -> adapter.layout(model.weights(), settings, count))
        .orElseGet(
            () ->
                ParameterLayout.of(
                    model.weights(),
                    settings.lora().config(),
                    settings.train().head().hidden(),
                    count));
  }

  private Tuned tune(TrainingUnit unit, ParameterLayout layout, SharedBlocks blocks) {
    run.begin("Training " + unit.path());
    run.progress()
        .step(
            "  %,d adapter parameters on %s, %,d of the head"
                .formatted(
                    layout.adapterSize(),
                    List.copyOf(layout.ranks().keySet()),
                    layout.size() - layout.adapterSize()));
    ArmTraining.Trained trained =
        new ArmTraining(run, unit, layout, blocks).train(this::started, classes.count());
    return save(unit, trained);
  }

  private TrainableParameters started(TrainableParameters drawn) {
    start.ifPresent(
        adapter ->
            run.progress()
                .step(
                    "  from %s, its head %s"
                        .formatted(
                            adapter.url(),
                            adapter.headFits(drawn.layout(), classes.train())
                                ? "too"
                                : "new: none of these classes and widths is there")));
    return start.map(adapter -> adapter.in(drawn, classes.train())).orElse(drawn);
  }

  private Tuned save(TrainingUnit unit, ArmTraining.Trained training) {
    TrainableParameters parameters = training.parameters();
    try {
      String path = run.work().path(ADAPTERS + "/" + unit.path()).toString();
      HadoopFolder folder = new HadoopFolder(path, run.hadoop());
      LoraWeights trained = parameters.adapter();
      PeftAdapter.write(folder, trained, model.url(), parameters.layout().lora().trainedWith());
      HeadFiles.write(folder, parameters.head(classes.train()));
      return new Tuned(
          unit,
          trained,
          PeftAdapter.read(folder),
          HeadFiles.read(folder),
          training.log(),
          training.ranks(),
          training.deltaScales());
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot save adapter (" + e.getMessage() + "): " + unit.path(), e);
    }
  }
}
