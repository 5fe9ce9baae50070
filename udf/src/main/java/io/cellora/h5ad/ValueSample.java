package io.cellora.h5ad;

import io.jhdf.api.Dataset;
import java.util.Arrays;
import java.util.Locale;

/**
 * What a sample of a matrix's stored values (from its beginning, middle and end) looks like.
 *
 * @param nonzeros how many sampled values are neither zero nor NaN
 * @param integers whether all of them are whole numbers
 */
record ValueSample(long nonzeros, boolean integers, double min, double max) {

  private static final int WINDOW = 1 << 16;

  static ValueSample of(H5adFile file, CellMatrix matrix) {
    Dataset stored = matrix.stored();
    long[] shape = stored.getDimensionsAsLong();
    long lineValues = shape.length == 1 ? 1 : Math.max(1, shape[1]);
    int lines = (int) Math.min(shape[0], Math.max(1, WINDOW / lineValues));
    ValueSample sample = new ValueSample(0, true, 0, 0);
    for (long from : new long[] {0, (shape[0] - lines) / 2, shape[0] - lines}) {
      sample = sample.with(values(file, stored, from, lines));
    }
    return sample;
  }

  private static double[] values(H5adFile file, Dataset stored, long from, int lines) {
    long[] shape = stored.getDimensionsAsLong();
    if (shape.length == 1) {
      return Slices.doubles(file, stored, from, lines);
    }
    double[] values = new double[Math.toIntExact(lines * shape[1])];
    Slices.rows(file, stored, from, lines, values);
    return values;
  }

  ValueSample with(double... values) {
    double[] present = Arrays.stream(values).filter(v -> v != 0 && !Double.isNaN(v)).toArray();
    return new ValueSample(
        nonzeros + present.length,
        integers && Arrays.stream(present).allMatch(v -> v == Math.rint(v)),
        Math.min(min, Arrays.stream(present).min().orElse(0)),
        Math.max(max, Arrays.stream(present).max().orElse(0)));
  }

  /** Whether the values can be counts: whole, not negative, and not all zero. */
  boolean isCounts() {
    return nonzeros > 0 && integers && min >= 0;
  }

  /** A clause for errors, such as {@code holds non-integer values up to 8.41: ...}. */
  String describe() {
    if (nonzeros == 0) {
      return "holds nothing but zeros in a sample";
    }
    if (min < 0) {
      return String.format(Locale.ROOT, "holds negative values down to %.4g: it looks scaled", min);
    }
    if (integers) {
      return String.format(Locale.ROOT, "holds integers up to %.0f: it looks like counts", max);
    }
    String looks = max < 15 ? ": it looks log-normalised" : ": it looks normalised";
    return String.format(Locale.ROOT, "holds non-integer values up to %.4g%s", max, looks);
  }
}
