package io.cellora.job.stage;

import io.cellora.job.config.Settings;
import java.util.ArrayList;
import java.util.List;

/** One adapter to be trained: an arm and a seed. */
record TrainingUnit(String arm, long seed) {

  /** All of a run, seed by seed within each arm. */
  static List<TrainingUnit> of(Settings settings) {
    List<TrainingUnit> units = new ArrayList<>();
    for (String arm : settings.arms().trained()) {
      settings.train().seeds().forEach(seed -> units.add(new TrainingUnit(arm, seed)));
    }
    if (units.isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot train (arms.run has no arm with an adapter): %s, expected some of %s"
              .formatted(settings.arms().run(), String.join(", ", settings.arms().defined())));
    }
    return units;
  }

  /** Where its files lie below a folder, and what messages call it. */
  String path() {
    return arm + "/seed-" + seed;
  }
}
