package io.cellora.lora;

import java.io.Serializable;
import java.util.EnumSet;
import java.util.Set;

/**
 * All that is the same in every step of a training.
 *
 * @param accumulate batches that one step adds up, each mined on its own
 * @param fanIn workers' sums that executors add before the driver does; 0 for none. It decides the
 *     order of additions, so the bytes too
 */
public record StepPlan(
    BatchPlan batches,
    StepLosses losses,
    Dropout dropout,
    int accumulate,
    int fanIn,
    Set<Shortcut> shortcuts)
    implements Serializable {

  public StepPlan {
    shortcuts = Set.copyOf(shortcuts);
  }

  /** One batch a step, every shortcut, all sums to the driver. */
  public static StepPlan of(BatchPlan batches, StepLosses losses, Dropout dropout) {
    return new StepPlan(batches, losses, dropout, 1, 0, EnumSet.allOf(Shortcut.class));
  }

  /** What scoring cells needs: nothing is left out at random, no loss is taken. */
  static StepPlan forScores(int classes) {
    return of(new BatchPlan(0, 1, 1), StepLosses.crossEntropy(classes), Dropout.NONE);
  }

  boolean takes(Shortcut shortcut) {
    return shortcuts.contains(shortcut);
  }

  /** Steps of an epoch over so many cells. */
  public int stepsPerEpoch(long cells) {
    return (batches.stepsPerEpoch(cells) + accumulate - 1) / accumulate;
  }
}
