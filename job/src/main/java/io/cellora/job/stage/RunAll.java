package io.cellora.job.stage;

import io.cellora.job.config.Progress;
import io.cellora.job.config.RunRequest;
import io.cellora.job.config.Settings;
import java.time.Instant;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/** {@code cellora run-all}: h5ad cells to a report that can be checked. */
public final class RunAll {

  /** The exit code of a run whose results did not pass the sanity gate. */
  public static final int INSANE = 3;

  private RunAll() {}

  /**
   * Answers the exit code: 0, or 3 if the sanity gate failed; the output is there in both cases. Of
   * a run that is to be resumed and is done, this is all that happens.
   */
  public static int run(
      SparkSession spark, Settings settings, RunRequest request, Progress progress) {
    Tracking tracking = Tracking.of(settings, System.getenv(), request.out(), Instant.now());
    requireBaseline(settings);
    Optional<FinishedRun> finished = FinishedRun.of(spark, request, Report.SANITY);
    if (finished.isPresent()) {
      return toldOf(finished.get(), settings, request, progress) ? 0 : INSANE;
    }
    try (WorkFolder work = WorkFolder.open(request, spark.sparkContext().hadoopConfiguration())) {
      StageProgress told = new StageProgress(progress);
      RunContext run = new RunContext(spark, settings, RunIds.of(work), work, told);
      boolean sane = work.toldWhatIsKept(progress, () -> stages(run, told, request, tracking));
      work.publish();
      progress.step("Results in " + request.out());
      return sane ? 0 : INSANE;
    }
  }

  private static boolean toldOf(
      FinishedRun finished, Settings settings, RunRequest request, Progress progress) {
    Configuration hadoop = finished.hadoop();
    finished.requireMadeFrom(
        settings, request.model(), InputFiles.of(request, hadoop).withOntology(settings, hadoop));
    return finished.tell(progress);
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

  private static boolean stages(
      RunContext run, StageProgress told, RunRequest request, Tracking tracking) {
    run.begin("Reading model " + request.model());
    InputFiles inputs = InputFiles.of(request, run.hadoop());
    try (Model model = Model.load(request.model(), run.context(), run.settings().encoder());
        TrainingStages training = new TrainingStages(run, model, inputs, Optional.empty())) {
      training.resumeFile().checkUnfinished(run, request.resume());
      RunStages all = new RunStages(run, request, model, training, tracking);
      new Stages(run, told, all.list()).run();
      return all.conclude();
    } catch (RuntimeException | Error e) {
      tracking.failed(run, e);
      throw e;
    }
  }
}
