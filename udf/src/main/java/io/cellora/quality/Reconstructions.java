package io.cellora.quality;

import java.util.List;

/**
 * What the frozen decoder makes of embeddings: {@code reconstruction_mse}, the mean squared error
 * over cells and genes, and {@code reconstruction_nmse}, the sum of squared errors over that of the
 * cells' own squares (1: as good as all zeros).
 */
final class Reconstructions {

  static final String MSE = "reconstruction_mse";
  static final String NMSE = "reconstruction_nmse";

  private Reconstructions() {}

  static List<Measure> of(SampledArm arm, int genes) {
    int n = arm.size();
    double errors = 0;
    double squares = 0;
    for (SampledCell cell : arm.cells()) {
      errors += cell.error();
      squares += cell.squares();
    }
    if (Double.isNaN(errors)) {
      String note = "the model has no decoder";
      return List.of(Measure.none(MSE, n, note), Measure.none(NMSE, n, note));
    }
    return List.of(
        Measure.of(MSE, errors / ((double) n * genes), n), Measure.of(NMSE, errors / squares, n));
  }
}
