package io.cellora.job.train;

import io.cellora.job.config.Progress;
import io.cellora.lora.LossTerm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Shows where training is in one line: loss and its terms, cells a second, time left. */
public final class ProgressLine implements TrainingListener {

  private static final Map<LossTerm, String> SHORT =
      Map.of(
          LossTerm.CROSS_ENTROPY, "ce",
          LossTerm.TRIPLET, "tri",
          LossTerm.SUPCON, "con",
          LossTerm.RECONSTRUCTION, "rec",
          LossTerm.DISTILLATION, "dis");

  /** How much the newest step counts in the time that a step takes. */
  private static final double NEWEST = 0.1;

  private final String training;
  private final Progress progress;
  private long lastNanos = System.nanoTime();
  private double secondsPerStep = Double.NaN;
  private double macroF1 = Double.NaN;

  /**
   * @param training what is trained, such as {@code lora-ce/seed-0}
   */
  public ProgressLine(String training, Progress progress) {
    this.training = training;
    this.progress = progress;
  }

  @Override
  public void stepEnded(TrainingState state, StepLog step) {
    long now = System.nanoTime();
    double seconds = (now - lastNanos) / 1e9;
    lastNanos = now;
    secondsPerStep =
        Double.isNaN(secondsPerStep)
            ? seconds
            : secondsPerStep + NEWEST * (seconds - secondsPerStep);
    progress.update(line(step, secondsPerStep, macroF1));
  }

  @Override
  public void epochEnded(EpochLog epoch) {
    macroF1 = epoch.valMacroF1();
  }

  @Override
  public void warned(String what) {
    progress.step("  warning, %s: %s".formatted(training, what));
  }

  /** The line after a step; the terms stand only where there is more than one. */
  static String line(StepLog step, double secondsPerStep, double macroF1) {
    List<String> parts = new ArrayList<>();
    parts.add(
        "epoch %d/%d, %d/%d"
            .formatted(step.epoch(), step.epochs(), step.step(), step.stepsPerEpoch()));
    parts.add("loss %.3f%s".formatted(step.loss(), terms(step)));
    if (!Double.isNaN(macroF1)) {
      parts.add("F1 %.3f".formatted(macroF1));
    }
    parts.add("%s cells/s".formatted(rounded(step.cells() / secondsPerStep)));
    parts.add(clock(secondsPerStep * step.stepsLeft()) + " left");
    return String.join("  ", parts);
  }

  private static String terms(StepLog step) {
    List<String> terms = new ArrayList<>();
    for (LossTerm term : LossTerm.values()) {
      double value = step.terms()[term.ordinal()];
      if (!Double.isNaN(value)) {
        terms.add("%s %.3f".formatted(SHORT.get(term), value));
      }
    }
    return terms.size() < 2 ? "" : " (" + String.join(" ", terms) + ")";
  }

  private static String rounded(double rate) {
    return rate < 10_000
        ? "%,.0f".formatted(rate)
        : String.format(Locale.ROOT, "%.0fk", rate / 1000);
  }

  private static String clock(double seconds) {
    Duration left = Duration.ofSeconds(Math.round(seconds));
    return left.toHours() > 0
        ? "%d:%02d:%02d".formatted(left.toHours(), left.toMinutesPart(), left.toSecondsPart())
        : "%d:%02d".formatted(left.toMinutes(), left.toSecondsPart());
  }
}
