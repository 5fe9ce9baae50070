package io.cellora.job.stage;

import io.cellora.job.config.Progress;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Lets all take turns, so that whatever else the machine does meets each of them. */
final class Rounds {

  private Rounds() {}

  /**
   * The seconds of all timed rounds; one before them warms up and is not counted.
   *
   * @param runs timed rounds
   * @param round the seconds of each, one after the other
   */
  static <T extends Enum<T>> Map<T, List<Double>> timed(
      Class<T> who, int runs, Progress progress, Supplier<Map<T, Double>> round) {
    Map<T, List<Double>> seconds = new EnumMap<>(who);
    for (int i = 0; i <= runs; i++) {
      progress.update(i == 0 ? "warming up" : "run %d of %d".formatted(i, runs));
      Map<T, Double> taken = round.get();
      if (i > 0) {
        taken.forEach((one, s) -> seconds.computeIfAbsent(one, t -> new ArrayList<>()).add(s));
      }
    }
    return seconds;
  }
}
