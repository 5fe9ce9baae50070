package io.cellora.job.train;

import io.cellora.lora.LossTerm;
import java.util.Arrays;

/**
 * A row of the training log: an epoch's means.
 *
 * @param epoch counted from 1
 * @param step steps taken so far
 * @param terms of the loss, unweighted, in the order of {@link LossTerm}; NaN where a term is off
 * @param learningRate of the adapters, at the epoch's last step; 0 while only the head trains
 * @param gradNorm before clipping, mean over the epoch
 * @param valMacroF1 on the validation cells after the epoch, NaN if there are none
 * @param valClasses classes predicted for the validation cells
 * @param effectiveRank dimensions that the validation cells' embeddings use
 * @param cosine mean cosine of those to the frozen embeddings
 * @param seconds of the epoch's steps and its look at the validation cells
 */
public record EpochLog(
    int epoch,
    int epochs,
    int step,
    double loss,
    double[] terms,
    double learningRate,
    double gradNorm,
    double valMacroF1,
    int valClasses,
    double effectiveRank,
    double cosine,
    double cellsPerSecond,
    double seconds) {

  private static final int FIRST_TERM = 12;

  /** Numbers in a row of a checkpoint. */
  static final int WIDTH = FIRST_TERM + LossTerm.values().length;

  public double term(LossTerm term) {
    return terms[term.ordinal()];
  }

  /** The same as numbers, for a checkpoint. */
  double[] row() {
    double[] row = new double[WIDTH];
    double[] head = {
      epoch,
      epochs,
      step,
      loss,
      learningRate,
      gradNorm,
      valMacroF1,
      valClasses,
      effectiveRank,
      cosine,
      cellsPerSecond,
      seconds
    };
    System.arraycopy(head, 0, row, 0, head.length);
    System.arraycopy(terms, 0, row, FIRST_TERM, terms.length);
    return row;
  }

  static EpochLog ofRow(double[] row) {
    return new EpochLog(
        (int) row[0],
        (int) row[1],
        (int) row[2],
        row[3],
        Arrays.copyOfRange(row, FIRST_TERM, row.length),
        row[4],
        row[5],
        row[6],
        (int) row[7],
        row[8],
        row[9],
        row[10],
        row[11]);
  }
}
