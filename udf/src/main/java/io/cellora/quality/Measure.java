package io.cellora.quality;

/**
 * A number, and what it stands on.
 *
 * @param value NaN where it is not defined
 * @param n cells, triplets or queries that were averaged over
 * @param note why there is no value; null where there is one
 */
record Measure(String metric, double value, long n, String note) {

  static Measure of(String metric, double value, long n) {
    return Double.isFinite(value)
        ? new Measure(metric, value, n, null)
        : none(metric, n, "not defined on these cells");
  }

  /** Not defined, and why. */
  static Measure none(String metric, long n, String note) {
    return new Measure(metric, Double.NaN, n, note);
  }
}
