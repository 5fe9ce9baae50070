package io.cellora.job.config;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How cells are split where no files say it, and how calibration cells are set aside where they do.
 *
 * @param column the column of obs whose values stay together, or auto for the donor
 * @param seed decides which cells, and which of several donors of one size
 * @param calibrationFromTrain part of given training cells that become calibration, 0 for none
 * @param calibrationFromVal the same of given validation cells
 * @param allowSharedDonors whether donors on both sides are said in place of failing the gate
 */
public record SplitSettings(
    SplitBy by,
    String column,
    Fractions fractions,
    long seed,
    double calibrationFromTrain,
    double calibrationFromVal,
    boolean allowSharedDonors) {

  /** Parts of the cells; they sum to 1. */
  public record Fractions(double train, double val, double calibration, double test) {

    double sum() {
      return train + val + calibration + test;
    }

    /** By split, without those that get nothing; train first. */
    public Map<String, Double> bySplit() {
      Map<String, Double> all = new LinkedHashMap<>();
      all.put(CellFiles.TRAIN, train);
      all.put(CellFiles.VAL, val);
      all.put(CellFiles.CALIBRATION, calibration);
      all.put(CellFiles.TEST, test);
      all.values().removeIf(fraction -> fraction == 0);
      return all;
    }
  }

  /** Whether another column than the donor's keeps cells together. */
  public boolean byOtherColumn() {
    return !column.equals("auto");
  }
}
