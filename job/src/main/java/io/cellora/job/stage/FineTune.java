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
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Trains adapter and head of every arm and seed on the same prepared cells, and saves them. */
final class FineTune implements AutoCloseable {

  static final String ADAPTERS = "adapters";

  private final RunContext run;
  private final Model model;
  private final Supplier<Classes> classes;
  private final Optional<StartAdapter> start;
  private final Map<TrainingUnit, ParameterLayout> layouts = new LinkedHashMap<>();
  private Optional<SharedBlocks> blocks = Optional.empty();

  /**
   * @param classes asked for when the first training begins
   * @param start what every arm goes on from, if not from its own start
   */
  FineTune(RunContext run, Model model, Supplier<Classes> classes, Optional<StartAdapter> start) {
    this.run = run;
    this.model = model;
    this.classes = classes;
    this.start = start;
  }

  /** The cells that all trainings of the run share, until they are closed. */
  SharedBlocks blocks() {
    if (blocks.isEmpty()) {
      TrainingUnit.of(run.settings()).forEach(unit -> layouts.put(unit, layout(unit)));
      Set<BlockPlan.Content> needs = needs(layouts.values());
      blocks = Optional.of(new SharedBlocks(run, model, classes.get(), needs));
    }
    return blocks.get();
  }

  /**
   * Writes {@code adapters/ARM/seed-N} and its rows of training_log, ranks and delta_scale.
   *
   * @return the adapter as training left it in memory
   */
  LoraWeights tune(TrainingUnit unit) {
    SharedBlocks shared = blocks();
    run.begin("Training " + unit.path());
    ParameterLayout layout = layouts.get(unit);
    run.progress()
        .step(
            "  %,d adapter parameters on %s, %,d of the head"
                .formatted(
                    layout.adapterSize(),
                    List.copyOf(layout.ranks().keySet()),
                    layout.size() - layout.adapterSize()));
    ArmTraining.Trained trained =
        new ArmTraining(run, unit, layout, shared).train(this::started, classes.get().count());
    run.label("Saving " + unit.path());
    save(unit, trained.parameters());
    run.append(Columns.TRAINING_LOG_TABLE, TrainingLogTable.of(run.spark(), unit, trained.log()));
    run.append(Columns.RANKS_TABLE, RanksTable.of(run.spark(), unit, trained.ranks()));
    run.append(Columns.DELTA_SCALE_TABLE, DeltaScaleTable.of(run.spark(), trained.deltaScales()));
    return trained.parameters().adapter();
  }

  /** Gives the prepared cells back; the next training would prepare them again. */
  @Override
  public void close() {
    blocks.ifPresent(SharedBlocks::close);
    blocks = Optional.empty();
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
    int count = classes.get().train().size();
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

  private TrainableParameters started(TrainableParameters drawn) {
    start.ifPresent(
        adapter ->
            run.progress()
                .step(
                    "  from %s, its head %s"
                        .formatted(
                            adapter.url(),
                            adapter.headFits(drawn.layout(), classes.get().train())
                                ? "too"
                                : "new: none of these classes and widths is there")));
    return start.map(adapter -> adapter.in(drawn, classes.get().train())).orElse(drawn);
  }

  private void save(TrainingUnit unit, TrainableParameters parameters) {
    try {
      HadoopFolder folder = Tuned.folder(run, unit);
      PeftAdapter.write(
          folder, parameters.adapter(), model.url(), parameters.layout().lora().trainedWith());
      HeadFiles.write(folder, parameters.head(classes.get().train()));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot save adapter (" + e.getMessage() + "): " + unit.path(), e);
    }
  }
}
