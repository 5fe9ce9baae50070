package io.cellora.job.stage;

import io.cellora.job.config.RunRequest;
import io.cellora.job.config.Settings;
import io.cellora.weights.LoraWeights;
import java.util.Optional;
import java.util.function.Consumer;

/** The stages that {@code train} and {@code run-all} share: cells, and each arm and seed. */
final class TrainingStages implements AutoCloseable {

  /** The settings that decide the bytes of an adapter and a head. */
  static final String SETTINGS = "lora\\..*|train\\.(?!checkpoint\\.|seeds).*|encoder\\.device";

  /** The settings that decide the bits of an embedding. */
  static final String PRECISION = "encoder\\.(precision|device)";

  private static final String INPUT =
      "(input\\.(?!rowsPerPartition)|split\\.(?!allowSharedDonors)).*";

  private final RunContext run;
  private final Model model;
  private final InputFiles inputs;
  private final FineTune fineTune;
  private final Ingest ingest;
  private final StageKey start;
  private Optional<Classes> classes = Optional.empty();

  /**
   * @param inputs files of cells, and what else the run is made from
   * @param start what every arm goes on from, if not from its own start
   */
  TrainingStages(RunContext run, Model model, InputFiles inputs, Optional<StartAdapter> start) {
    this.run = run;
    this.model = model;
    this.inputs = inputs;
    this.ingest = new Ingest(run, model);
    this.fineTune = new FineTune(run, model, this::classes, start);
    this.start = StageKey.after().and(start.map(adapter -> inputs.all().toString()));
  }

  /** Reads the cells; from then on the work folder can be resumed. */
  Stage cells(RunRequest request) {
    StageKey key = StageKey.after().and(model.sha256()).with(run.settings(), INPUT);
    for (InputFiles.Input input : inputs.cells()) {
      key = key.and(input);
    }
    return new Stage(
        "cells",
        "Reading cells from h5ad",
        key,
        () -> {
          classes = Optional.of(ingest.write(request, inputs));
          resumeFile().write(run.work());
          run.work().keep();
        });
  }

  /** What an unfinished run must share with this one. */
  ResumeFile resumeFile() {
    return ResumeFile.of(run.runId(), run.settings(), model, inputs);
  }

  /**
   * Trains one arm with one seed.
   *
   * @param then is given the adapter as training left it in memory
   */
  Stage unit(TrainingUnit unit, Stage cells, Consumer<LoraWeights> then) {
    Settings arm = run.settings().arm(unit.arm());
    return new Stage(
        "train/" + unit.path(),
        "Training " + unit.path(),
        StageKey.after(cells).with(arm, SETTINGS).and(unit).and(start),
        () -> then.accept(fineTune.tune(unit)));
  }

  /** Writes beside each adapter where its training cells lie. */
  Stage profiles(StageKey key, Consumer<TrainingProfiles> work) {
    return new Stage(
        "training-cells",
        "Measuring where the training cells lie",
        key,
        () -> work.accept(new TrainingProfiles(run, model, classes())));
  }

  /** From the cells table, where the stage of the cells was done before. */
  Classes classes() {
    if (classes.isEmpty()) {
      classes = Optional.of(ingest.classes());
    }
    return classes.get();
  }

  FineTune fineTune() {
    return fineTune;
  }

  InputFiles inputs() {
    return inputs;
  }

  @Override
  public void close() {
    fineTune.close();
  }
}
