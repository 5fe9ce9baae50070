package io.cellora.job.plan;

/** An estimate in seconds with what it may be instead. */
public record Range(double low, double likely, double high) {

  public static final Range NONE = new Range(0, 0, 0);

  /** From the likely one divided by a factor to the likely one times another. */
  static Range around(double likely, double divided, double times) {
    return new Range(likely / divided, likely, likely * times);
  }

  public Range plus(Range other) {
    return new Range(low + other.low, likely + other.likely, high + other.high);
  }

  Range plus(double seconds) {
    return new Range(low + seconds, likely + seconds, high + seconds);
  }

  Range times(double factor) {
    return new Range(low * factor, likely * factor, high * factor);
  }
}
