package io.cellora.job.stage;

import io.cellora.encoder.SparseBatch;
import io.cellora.job.config.Progress;
import io.cellora.job.config.RunRequest;
import io.cellora.job.config.SanityCheck;
import io.cellora.job.config.Settings;
import io.cellora.weights.MlpWeights;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.spark.sql.SparkSession;

/** {@code cellora run-all}: h5ad cells to a report that can be checked. */
public final class RunAll {

  /** The exit code of a run whose results did not pass the sanity gate. */
  public static final int INSANE = 3;

  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss").withZone(ZoneOffset.UTC);

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
    String runId = STAMP.format(started) + "-" + UUID.randomUUID().toString().substring(0, 8);
    try (WorkFolder work =
        WorkFolder.create(
            request.out(), request.overwrite(), spark.sparkContext().hadoopConfiguration())) {
      RunContext run = new RunContext(spark, settings, runId, work, progress);
      boolean sane = new RunAll(run, request, started).stages();
      work.publish();
      progress.step("Results in " + request.out());
      return sane ? 0 : INSANE;
    }
  }

  private boolean stages() {
    run.progress().step("Reading model " + request.model());
    try (Model model = Model.load(request.model(), run.context(), run.settings().encoder())) {
      Classes classes = new Ingest(run, model).write(request);
      new Embed(run, model).base();
      FrozenBaseline.Fit baseline = new FrozenBaseline(run, classes).run();
      FineTune.Result tuned = new FineTune(run, model, classes).run();
      Evaluate evaluate = new Evaluate(run);
      evaluate.write();
      List<SanityCheck> checks = checks(model, baseline, tuned, evaluate);
      Report report = new Report(run, evaluate.tables());
      boolean sane = report.write(request.test().isEmpty() ? Splits.VAL : Splits.TEST, checks);
      new RunRecord(run, started).write(request, model, sane);
      report.print(checks);
      return sane;
    }
  }

  private List<SanityCheck> checks(
      Model model, FrozenBaseline.Fit baseline, FineTune.Result tuned, Evaluate evaluate) {
    run.begin("Checking the results");
    List<SanityCheck> checks = new ArrayList<>();
    SparseBatch sample = SanityGate.sample(run, model.weights().inputSize());
    MlpWeights fromDisk = Model.read(model.url(), run.hadoop()).encoderWeights();
    checks.addAll(
        new SanityGate(model.weights(), tuned.trained(), tuned.reloaded()).check(sample, fromDisk));
    checks.add(converged(baseline));
    checks.addAll(new DataChecks(run).check());
    checks.add(new ArmCheck(run).headsDiffer());
    checks.addAll(evaluate.check());
    return checks;
  }

  private static SanityCheck converged(FrozenBaseline.Fit fit) {
    return new SanityCheck(
        "baseline_converged",
        fit.converged(),
        "%d iterations of at most %d, penalty %s (macro-F1 %.4f on the fifth of train that chose it)"
            .formatted(fit.iterations(), fit.maxIterations(), fit.penalty(), fit.macroF1()));
  }
}
