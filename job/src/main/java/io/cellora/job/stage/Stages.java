package io.cellora.job.stage;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Does the stages of a run one after the other, and takes over those that an unfinished run has
 * done. What a stage writes is what is new or changed in the work folder when it ends.
 */
final class Stages {

  private static final double NANOS = 1e9;

  private final RunContext run;
  private final StageProgress progress;
  private final List<Stage> stages;
  private final StageRecords records;

  Stages(RunContext run, StageProgress progress, List<Stage> stages) {
    this.run = run;
    this.progress = progress;
    this.stages = List.copyOf(stages);
    this.records = new StageRecords(run.work());
  }

  /** Removes what is left of stages that were not finished, or not with these settings. */
  void run() {
    Set<String> done = takenOver();
    for (int i = 0; i < stages.size(); i++) {
      Stage stage = stages.get(i);
      String place = "[%d/%d]".formatted(i + 1, stages.size());
      if (done.contains(stage.name())) {
        progress.open(place, stage.title() + ": done before");
      } else {
        progress.open(place, stage.title());
        perform(stage);
      }
    }
  }

  private Set<String> takenOver() {
    Map<String, StageRecords.Seen> files = records.files();
    Set<String> done = new HashSet<>();
    Set<String> kept = new HashSet<>();
    for (Stage stage : stages) {
      records
          .done(stage, files)
          .ifPresent(
              record -> {
                done.add(stage.name());
                kept.addAll(record.outputs().keySet());
              });
    }
    records.removeAllBut(files, kept);
    return done;
  }

  private void perform(Stage stage) {
    long start = System.nanoTime();
    Map<String, StageRecords.Seen> before = records.files();
    run.label(stage.title());
    stage.work().run();
    double seconds = (System.nanoTime() - start) / NANOS;
    records.write(stage, seconds, before, records.files());
    progress.step(String.format(Locale.ROOT, "  took %.1f s", seconds));
  }
}
