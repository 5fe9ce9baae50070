package io.cellora.job.report.page;

import java.util.Locale;

/** Numbers in sentences, the same in every locale. */
final class Numbers {

  private Numbers() {}

  static String rate(double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%.4f", value) : Cell.NONE;
  }

  static String signed(double value) {
    return String.format(Locale.ROOT, "%+.4f", value);
  }

  static String interval(double lower, double upper) {
    return String.format(Locale.ROOT, "[%.4f, %.4f]", lower, upper);
  }

  static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** A p value with two digits, never zero. */
  static String p(double value) {
    return value < 1e-300 ? "p < 1e-300" : String.format(Locale.ROOT, "p = %.2g", value);
  }
}
