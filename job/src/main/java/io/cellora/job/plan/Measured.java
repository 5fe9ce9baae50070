package io.cellora.job.plan;

import java.util.List;
import java.util.Map;

/**
 * What was measured on some machine, as costs of one core that a plan multiplies.
 *
 * @param readNonzero core seconds to read a nonzero from h5ad
 * @param fileBytes of a nonzero in an h5ad file
 * @param embedFlop core seconds of a multiplication and addition of the encoder
 * @param armCost what each arm after the first adds to a pass, as a part of one arm's time
 * @param losses time of a step with triplets and reconstruction over one with cross-entropy
 * @param prepareFlop core seconds of the preparation, by a multiplication and addition of the
 *     encoder
 * @param sources where each kind of figures comes from, by kind
 */
record Measured(
    double readNonzero,
    double fileBytes,
    double embedFlop,
    double armCost,
    double losses,
    double prepareFlop,
    StepModel steps,
    Runs runs,
    Map<String, String> sources) {

  /** Width of the embeddings whose bytes were measured. */
  static final double LATENT = 128;

  /**
   * What the stages of run-all took, and how large their tables came out.
   *
   * @param genes of the model in these runs
   * @param writeNonzero core seconds to write a nonzero to the cells table
   * @param passCell core seconds of a cell in an embedding pass beyond the encoder
   * @param lines by stage: baselines by training cell, predict and evaluate by prediction (logistic
   *     regression on genes stands by itself), of train the fixed part of an adapter
   * @param fixed seconds of ingest and of an embedding pass that no core shortens
   * @param bytes of tables: cells by nonzero, embeddings by row, predictions by row and class
   */
  record Runs(
      int genes,
      int classes,
      double writeNonzero,
      double passCell,
      Map<String, StageLine> lines,
      Map<String, Double> fixed,
      Map<String, Double> bytes) {}

  /** Multiplications and additions of a cell in a training step: its prefix is prepared. */
  static double stepFlops(List<Integer> widths, int nonzeros, int rank) {
    return flops(widths, nonzeros) - (double) nonzeros * (widths.get(1) - rank);
  }

  /** Multiplications and additions of a cell; the first layer multiplies nonzeros alone. */
  static double flops(List<Integer> widths, int nonzeros) {
    double flops = (double) nonzeros * widths.get(1);
    for (int i = 2; i < widths.size(); i++) {
      flops += (double) widths.get(i - 1) * widths.get(i);
    }
    return flops;
  }
}
