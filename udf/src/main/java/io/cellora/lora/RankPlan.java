package io.cellora.lora;

import java.io.Serializable;

/**
 * When ranks shrink, and how far.
 *
 * @param energy part of the sum of squared singular values of B A that each layer keeps
 * @param budget average rank of the layers at the end, for {@link RankMode#ADALORA}
 * @param start part of the steps after which directions may be taken away
 * @param end part of the steps after which ranks are final
 * @param interval part of the steps between two looks
 */
public record RankPlan(
    RankMode mode, double energy, double budget, double start, double end, double interval)
    implements Serializable {

  public RankPlan {
    if (!(0 <= start && start < end && end <= 1)) {
      throw new IllegalArgumentException(
          "Invalid rank plan: from " + start + " to " + end + ", expected 0 <= start < end <= 1");
    }
  }

  /** The last step, counted from 1, before directions may be taken away. */
  int firstStep(int steps) {
    return (int) Math.round(start * steps);
  }

  /** The step, counted from 1, after which ranks are final. */
  int lastStep(int steps) {
    return Math.max(1, (int) Math.round(end * steps));
  }

  /** Whether a step between the first and the last takes directions away. */
  boolean looksAfter(int step, int steps) {
    int every = Math.max(1, (int) Math.round(interval * steps));
    return step > firstStep(steps) && step < lastStep(steps) && step % every == 0;
  }

  /** AdaLoRA's cubic fall from all directions to the budget's. */
  int directions(int step, int steps, int all, int layers) {
    int target = target(all, layers);
    int first = firstStep(steps);
    int last = lastStep(steps);
    if (step <= first) {
      return all;
    }
    if (step >= last) {
      return target;
    }
    double left = 1 - (double) (step - first) / (last - first);
    return (int) ((all - target) * (left * left * left) + target);
  }

  /** Directions of all layers together at the end; at least one. */
  int target(int all, int layers) {
    return Math.min(all, Math.max(1, (int) Math.round(budget * layers)));
  }
}
