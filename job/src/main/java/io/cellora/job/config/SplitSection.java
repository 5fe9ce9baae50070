package io.cellora.job.config;

/** Reads the settings of the split. */
final class SplitSection {

  private static final double ROUNDING = 1e-6;

  private SplitSection() {}

  static SplitSettings split(Section s) {
    SplitSettings split =
        new SplitSettings(
            s.choice("by", SplitBy.class),
            s.text("column"),
            fractions(s),
            s.wholeNumber("seed"),
            s.number("calibrationFromTrain", Range.BELOW_ONE),
            s.number("calibrationFromVal", Range.BELOW_ONE),
            s.flag("allowSharedDonors"));
    if (split.calibrationFromTrain() > 0 && split.calibrationFromVal() > 0) {
      throw s.invalid("calibrationFromVal", "0 where split.calibrationFromTrain is above 0");
    }
    return split;
  }

  private static SplitSettings.Fractions fractions(Section split) {
    Section s = split.section("fractions");
    SplitSettings.Fractions fractions =
        new SplitSettings.Fractions(
            s.number("train", Range.SHARE),
            s.number("val", Range.SHARE),
            s.number("calibration", Range.BELOW_ONE),
            s.number("test", Range.BELOW_ONE));
    if (Math.abs(fractions.sum() - 1) > ROUNDING) {
      throw split.invalid(
          "fractions",
          "train, val, calibration and test to sum to 1, not to " + (float) fractions.sum());
    }
    return fractions;
  }
}
