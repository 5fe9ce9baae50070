package io.cellora.job.stage;

import io.cellora.job.config.Progress;
import io.cellora.job.config.Settings;
import io.cellora.job.config.TrainRequest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/** {@code cellora train}: h5ad cells to adapters of every arm and seed. */
public final class Train {

  private Train() {}

  /** Answers the exit code. */
  public static int run(
      SparkSession spark, Settings settings, TrainRequest request, Progress progress) {
    Instant started = Instant.now();
    try (WorkFolder work =
        WorkFolder.open(request.run(), spark.sparkContext().hadoopConfiguration())) {
      RunContext run = new RunContext(spark, settings, RunIds.of(work), work, progress);
      int adapters = work.toldWhatIsKept(progress, () -> stages(run, request, started)).size();
      work.publish();
      progress.step(
          "%d adapters in %s".formatted(adapters, request.out() + "/" + FineTune.ADAPTERS));
      return 0;
    }
  }

  private static List<Tuned> stages(RunContext run, TrainRequest request, Instant started) {
    run.progress().step("Reading model " + request.model());
    try (Model model = Model.load(request.model(), run.context(), run.settings().encoder())) {
      InputFiles inputs =
          InputFiles.of(request.run(), run.hadoop())
              .with("adapter", request.adapter(), run.hadoop());
      Optional<StartAdapter> start =
          request.adapter().stream().findFirst().map(url -> StartAdapter.read(url, run));
      Classes classes = new PreparedCells(run, model).classes(request.run(), inputs);
      List<Tuned> tuned = new FineTune(run, model, classes, start).run();
      new TrainingProfiles(run, model, classes).embedAndWrite(tuned);
      new RunRecord(run, started).write(inputs, model, "succeeded");
      return tuned;
    }
  }
}
