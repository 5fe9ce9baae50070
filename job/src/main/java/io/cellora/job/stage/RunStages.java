package io.cellora.job.stage;

import static org.apache.spark.sql.functions.col;

import io.cellora.job.config.BaselineHead;
import io.cellora.job.config.Columns;
import io.cellora.job.config.RunRequest;
import io.cellora.job.config.Settings;
import io.cellora.lora.Predictions;
import io.cellora.weights.LoraWeights;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The stages of {@code run-all}, in their order. A new one is added where its inputs are there,
 * with what it depends on: stages after it that read what it writes have to name it.
 */
final class RunStages {

  private final RunContext run;
  private final RunRequest request;
  private final Model model;
  private final Tracking tracking;
  private final TrainingStages training;
  private final Results results;
  private final List<Stage> stages = new ArrayList<>();
  private boolean sane;

  RunStages(
      RunContext run, RunRequest request, Model model, TrainingStages training, Tracking tracking) {
    this.run = run;
    this.request = request;
    this.model = model;
    this.tracking = tracking;
    this.training = training;
    this.results = new Results(run);
  }

  List<Stage> list() {
    Stage cells = add(training.cells(request));
    Stage classes =
        add(
            "classes",
            "Writing the classes",
            StageKey.after(cells),
            () -> Predict.writeClasses(run, training.classes()));
    Optional<Stage> source = source();
    Stage base = base(cells);
    List<Stage> heads = new ArrayList<>();
    heads.add(ladder(base));
    heads.addAll(frozenHeads(base));
    Stage adapted = adapted(adapters(cells));
    measures(adapted, source);
    add(training.profiles(StageKey.after(adapted), profiles -> profiles.write(Tuned.all(run))));
    heads.add(
        add(
            "predictions",
            "Predicting with the adapters on",
            StageKey.after(adapted, classes),
            () -> Tuned.all(run).forEach(this::predict)));
    Stage calibrated =
        add(
            "calibrate",
            "Calibrating on the split " + run.settings().calibration().split(),
            StageKey.after(heads).with(run.settings(), "calibration\\..*"),
            () -> new Calibrate(run).predictions(TrainingUnit.of(run.settings())));
    add(
        "evaluate",
        "Evaluating by SQL",
        StageKey.after(calibrated).with(run.settings(), "evaluate\\..*"),
        results::evaluate);
    add(new Stage("report", "Writing the report", Stage.ANEW, this::report));
    if (tracking.on()) {
      add(new Stage("mlflow", "Logging to MLflow", Stage.ANEW, this::track));
    }
    return List.copyOf(stages);
  }

  /** After all stages: shows the results; answers whether the gate passed. */
  boolean conclude() {
    results.print();
    return sane;
  }

  private Stage base(Stage cells) {
    return add(
        "base-embeddings",
        "Embedding cells with the frozen encoder",
        StageKey.after(cells).with(run.settings(), TrainingStages.PRECISION).and(firstSeed()),
        () -> new Embed(run, model).base());
  }

  /** Before anything is trained, so that files that cannot be used cost little. */
  private Optional<Stage> source() {
    if (request.source().isEmpty()) {
      return Optional.empty();
    }
    StageKey key =
        StageKey.after()
            .and(model.sha256())
            .with(run.settings(), "(input|source)\\..*|evaluate\\.sampleCells");
    for (InputFiles.Input file : training.inputs().source()) {
      key = key.and(file);
    }
    return Optional.of(
        add(
            "source-cells",
            "Reading source cells from h5ad",
            key,
            () -> new SourceCells(run, model).write(request.source())));
  }

  private void measures(Stage adapted, Optional<Stage> source) {
    String settings = "evaluate\\.(triplets|sampleCells|forgetting\\..*)";
    String margin = "train\\.losses\\.triplet\\.margin";
    add(
        "measures",
        "Measuring embeddings" + (source.isPresent() ? " and forgetting" : ""),
        source
            .map(cells -> StageKey.after(adapted, cells))
            .orElse(StageKey.after(adapted))
            .with(run.settings(), settings + "|" + margin),
        () -> EmbeddingTables.write(run, model));
  }

  private List<Stage> adapters(Stage cells) {
    List<Stage> adapters = new ArrayList<>();
    for (TrainingUnit unit : TrainingUnit.of(run.settings())) {
      adapters.add(add(training.unit(unit, cells, trained -> gate(unit, trained))));
    }
    return adapters;
  }

  private Stage adapted(List<Stage> adapters) {
    return add(
        "adapted-embeddings",
        "Embedding cells with the adapters on",
        StageKey.after(adapters).with(run.settings(), TrainingStages.PRECISION),
        this::embedAdapted);
  }

  private Stage ladder(Stage base) {
    return add(
        "baselines",
        "Training the frozen baselines",
        StageKey.after(base).with(run.settings(), "(baseline|knn)\\..*"),
        () -> {
          List<LogisticFit.Fit> fits = new Ladder(run, training.classes()).run();
          SanityTable.write(
              run,
              new TrainingUnit(Arms.BASELINE, firstSeed()),
              fits.stream().map(LogisticFit.Fit::check).toList());
        });
  }

  private List<Stage> frozenHeads(Stage base) {
    if (!run.settings().baseline().heads().contains(BaselineHead.MLP_FROZEN)) {
      return List.of();
    }
    List<Stage> heads = new ArrayList<>();
    for (long seed : run.settings().train().seeds()) {
      Settings settings = run.settings().headAlone();
      heads.add(
          add(
              "frozen-head/seed-" + seed,
              FrozenHeads.title(seed),
              StageKey.after(base).with(settings, TrainingStages.SETTINGS).and(seed),
              () ->
                  new FrozenHeads(run, training.classes())
                      .write(seed, training.fineTune().blocks())));
    }
    return heads;
  }

  /** What memory holds is compared with the files while both are there. */
  private void gate(TrainingUnit unit, LoraWeights trained) {
    SanityTable.write(
        run,
        unit,
        new SanityGate(model.weights(), trained, Tuned.read(run, unit).reloaded())
            .check(
                SanityGate.sample(run, model.weights().inputSize()),
                Model.read(model.url(), run.hadoop()).encoderWeights()));
  }

  private void embedAdapted() {
    training.fineTune().close();
    new Embed(run, model).adapted(Tuned.all(run));
  }

  private void predict(Tuned one) {
    Predict.write(
        run,
        Arms.MLP_HEAD,
        Predictions.ofModel(
            Predict.heldOut(run, one.unit().arm())
                .filter(col(Columns.SEED).equalTo((int) one.unit().seed())),
            Columns.EMBEDDING,
            one.head()));
  }

  private void report() {
    sane = results.report(results.split());
    new RunRecord(run, tracking.started())
        .write(
            training.inputs().withOntology(run.settings(), run.hadoop()),
            model,
            sane ? "succeeded" : "failed the sanity gate");
    results.page(results.split());
  }

  private void track() {
    tracking.succeeded(run, training.inputs(), model, results);
  }

  private Stage add(String name, String title, StageKey key, Runnable work) {
    return add(new Stage(name, title, key, work));
  }

  private Stage add(Stage stage) {
    stages.add(stage);
    return stage;
  }

  private long firstSeed() {
    return run.settings().train().seeds().get(0);
  }
}
