package io.cellora.job.config;

import java.util.List;

/**
 * What is fitted to held-out cells once the heads are trained.
 *
 * @param split whose cells temperature, threshold and quantiles are fitted on
 * @param risk share of wrong cells among those that are kept
 * @param minCells fewer labelled cells fit nothing
 * @param levels shares of labels that conformal sets may miss
 */
public record CalibrationSettings(
    String split, double risk, int minCells, List<Double> levels, Unknown unknown) {

  /**
   * The test with classes that are left out of a head.
   *
   * @param classes how many, the most frequent first; 0: no test
   * @param minCells training cells that such a class has at least
   * @param cells held-out cells of each arm and seed, drawn by hash
   */
  public record Unknown(int classes, int minCells, int cells) {}

  public CalibrationSettings {
    levels = List.copyOf(levels);
  }

  static CalibrationSettings read(Section s) {
    CalibrationSettings settings =
        new CalibrationSettings(
            s.text("split"),
            s.number("risk", Range.FRACTION),
            s.integer("minCells", 1),
            s.numbers("levels", Range.BELOW_ONE),
            unknown(s.section("unknown")));
    if (settings.split().equals("train")) {
      throw s.invalid("split", "a split that nothing was trained on");
    }
    return settings;
  }

  private static Unknown unknown(Section s) {
    return new Unknown(s.integer("classes", 0), s.integer("minCells", 1), s.integer("cells", 1));
  }
}
