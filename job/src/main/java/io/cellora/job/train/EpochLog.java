package io.cellora.job.train;

/**
 * A row of the training log: an epoch's means.
 *
 * @param epoch counted from 1
 * @param step steps taken so far
 * @param learningRate of the adapters, at the epoch's last step; 0 while only the head trains
 * @param gradNorm before clipping, mean over the epoch
 * @param valMacroF1 on the validation cells after the epoch, NaN if there are none
 */
public record EpochLog(
    int epoch,
    int epochs,
    int step,
    double loss,
    double learningRate,
    double gradNorm,
    double valMacroF1,
    double seconds) {}
