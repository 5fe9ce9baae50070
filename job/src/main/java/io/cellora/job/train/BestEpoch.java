package io.cellora.job.train;

import io.cellora.job.config.Settings;
import io.cellora.lora.TrainableParameters;

/**
 * Early stopping: the best epoch so far by its validation macro-F1, with its parameters.
 *
 * @param epoch of the best, counted from 1; 0 before the first
 * @param score its macro-F1
 * @param seen epochs that were looked at
 * @param parameters a copy as they were after it; null before the first
 */
record BestEpoch(int epoch, double score, int seen, TrainableParameters parameters) {

  static final BestEpoch NONE = new BestEpoch(0, Double.NEGATIVE_INFINITY, 0, null);

  /** The better of this and an epoch that has ended. */
  BestEpoch after(
      int ended, double macroF1, TrainableParameters moved, Settings.EarlyStopping rule) {
    return macroF1 > score + rule.minDelta() || epoch == 0
        ? new BestEpoch(ended, macroF1, ended, moved.copy())
        : new BestEpoch(epoch, score, ended, parameters);
  }

  /** Whether too many epochs went by without a better one. */
  boolean tooLongAgo(Settings.EarlyStopping rule) {
    return rule.patience() > 0 && epoch > 0 && seen - epoch >= rule.patience();
  }
}
