package io.cellora.job.stage;

import io.cellora.job.config.Progress;
import io.cellora.job.config.Settings;
import io.cellora.job.config.TrainRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/** {@code cellora train}: h5ad cells to adapters of every arm and seed. */
public final class Train {

  private Train() {}

  /** Answers the exit code; does nothing for a training that is to be resumed and is done. */
  public static int run(
      SparkSession spark, Settings settings, TrainRequest request, Progress progress) {
    Instant started = Instant.now();
    Optional<FinishedRun> finished = FinishedRun.of(spark, request.run(), FineTune.ADAPTERS);
    if (finished.isPresent()) {
      finished
          .get()
          .requireMadeFrom(settings, request.model(), inputs(request, finished.get().hadoop()));
      progress.step("This training is done already");
      tell(progress, TrainingUnit.of(settings).size(), request);
      return 0;
    }
    try (WorkFolder work =
        WorkFolder.open(request.run(), spark.sparkContext().hadoopConfiguration())) {
      StageProgress told = new StageProgress(progress);
      RunContext run = new RunContext(spark, settings, RunIds.of(work), work, told);
      int adapters = work.toldWhatIsKept(progress, () -> stages(run, told, request, started));
      work.publish();
      tell(progress, adapters, request);
      return 0;
    }
  }

  private static void tell(Progress progress, int adapters, TrainRequest request) {
    progress.step("%d adapters in %s/%s".formatted(adapters, request.out(), FineTune.ADAPTERS));
  }

  private static InputFiles inputs(TrainRequest request, Configuration hadoop) {
    return InputFiles.of(request.run(), hadoop).with(InputFiles.ADAPTER, request.adapter(), hadoop);
  }

  private static int stages(
      RunContext run, StageProgress told, TrainRequest request, Instant started) {
    List<TrainingUnit> units = TrainingUnit.of(run.settings());
    run.begin("Reading model " + request.model());
    try (Model model = Model.load(request.model(), run.context(), run.settings().encoder())) {
      InputFiles inputs = inputs(request, run.hadoop());
      Optional<StartAdapter> start =
          request.adapter().stream().findFirst().map(url -> StartAdapter.read(url, run));
      try (TrainingStages training = new TrainingStages(run, model, inputs, start)) {
        training.resumeFile().checkUnfinished(run, request.run().resume());
        List<Stage> stages = new ArrayList<>();
        stages.add(training.cells(request.run()));
        units.forEach(unit -> stages.add(training.unit(unit, stages.get(0), trained -> {})));
        StageKey trained = StageKey.after(stages).with(run.settings(), TrainingStages.PRECISION);
        stages.add(
            training.profiles(
                trained,
                profiles -> {
                  training.fineTune().close();
                  profiles.embedAndWrite(Tuned.all(run));
                }));
        new Stages(run, told, stages).run();
      }
      run.label("Recording the run");
      new RunRecord(run, started).write(inputs, model, "succeeded");
      return units.size();
    }
  }
}
