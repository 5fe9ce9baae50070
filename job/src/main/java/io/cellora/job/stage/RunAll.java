package io.cellora.job.stage;

import static org.apache.spark.sql.functions.col;

import io.cellora.encoder.SparseBatch;
import io.cellora.job.config.Columns;
import io.cellora.job.config.Progress;
import io.cellora.job.config.RunRequest;
import io.cellora.job.config.SanityCheck;
import io.cellora.job.config.Settings;
import io.cellora.lora.Predictions;
import io.cellora.weights.MlpWeights;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/** {@code cellora run-all}: h5ad cells to a report that can be checked. */
public final class RunAll {

  /** The exit code of a run whose results did not pass the sanity gate. */
  public static final int INSANE = 3;

  private final RunContext run;
  private final RunRequest request;
  private final Instant started;

  private RunAll(RunContext run, RunRequest request, Instant started) {
    this.run = run;
    this.request = request;
    this.started = started;
  }

  /**
   * Answers the exit code: 0, or 3 if the sanity gate failed; the output is there in both cases.
   */
  public static int run(
      SparkSession spark, Settings settings, RunRequest request, Progress progress) {
    Instant started = Instant.now();
    requireBaseline(settings);
    try (WorkFolder work = WorkFolder.open(request, spark.sparkContext().hadoopConfiguration())) {
      RunContext run = new RunContext(spark, settings, RunIds.of(work), work, progress);
      RunAll all = new RunAll(run, request, started);
      boolean sane = work.toldWhatIsKept(progress, all::stages);
      work.publish();
      progress.step("Results in " + request.out());
      return sane ? 0 : INSANE;
    }
  }

  /** A result of fine-tuning says nothing without the frozen baseline beside it. */
  private static void requireBaseline(Settings settings) {
    if (!settings.arms().run().contains(Arms.BASELINE)) {
      throw new IllegalArgumentException(
          "Invalid setting arms.run: %s, expected %s among them (cellora train goes without)"
              .formatted(settings.arms().run(), Arms.BASELINE));
    }
    TrainingUnit.of(settings);
  }

  private boolean stages() {
    run.progress().step("Reading model " + request.model());
    try (Model model = Model.load(request.model(), run.context(), run.settings().encoder())) {
      InputFiles inputs = InputFiles.of(request, run.hadoop());
      Classes classes = new PreparedCells(run, model).classes(request, inputs);
      Predict.writeClasses(run, classes);
      new Embed(run, model).base();
      List<LogisticFit.Fit> baselines = new Ladder(run, classes).run();
      List<Tuned> tuned =
          new FineTune(run, model, classes, Optional.empty())
              .run(new FrozenHeads(run, classes)::write);
      new Embed(run, model).adapted(tuned);
      predict(tuned);
      Evaluate evaluate = new Evaluate(run);
      evaluate.write();
      List<SanityCheck> checks = checks(model, baselines, tuned, evaluate);
      Report report = new Report(run, evaluate.tables());
      boolean sane = report.write(request.test().isEmpty() ? Splits.VAL : Splits.TEST, checks);
      new RunRecord(run, started)
          .write(inputs, model, sane ? "succeeded" : "failed the sanity gate");
      new HtmlReport(run).write(request.test().isEmpty() ? Splits.VAL : Splits.TEST, checks);
      report.print(checks);
      return sane;
    }
  }

  private void predict(List<Tuned> tuned) {
    for (Tuned one : tuned) {
      Predict.write(
          run,
          Arms.MLP_HEAD,
          Predictions.ofModel(
              Predict.heldOut(run, one.unit().arm())
                  .filter(col(Columns.SEED).equalTo((int) one.unit().seed())),
              Columns.EMBEDDING,
              one.head()));
    }
  }

  private List<SanityCheck> checks(
      Model model, List<LogisticFit.Fit> baselines, List<Tuned> tuned, Evaluate evaluate) {
    run.begin("Checking the results");
    List<SanityCheck> checks = new ArrayList<>();
    SparseBatch sample = SanityGate.sample(run, model.weights().inputSize());
    MlpWeights fromDisk = Model.read(model.url(), run.hadoop()).encoderWeights();
    for (Tuned one : tuned) {
      List<SanityCheck> found =
          new SanityGate(model.weights(), one.trained(), one.reloaded()).check(sample, fromDisk);
      checks.addAll(tuned.size() == 1 ? found : named(found, one.unit()));
    }
    baselines.forEach(fit -> checks.add(fit.check()));
    checks.addAll(new DataChecks(run).check());
    checks.add(new ArmCheck(run).headsDiffer());
    checks.addAll(evaluate.check());
    return checks;
  }

  private static List<SanityCheck> named(List<SanityCheck> checks, TrainingUnit unit) {
    return checks.stream()
        .map(
            check ->
                new SanityCheck(
                    "%s(%s/%d)".formatted(check.name(), unit.arm(), unit.seed()),
                    check.passed(),
                    check.detail()))
        .toList();
  }
}
