package io.cellora.h5ad;

import java.util.Arrays;
import java.util.List;

/** Decodes columns of obs and var into Spark's internal values: UTF8String, Integer, null ... */
final class ColumnValues {

  private ColumnValues() {}

  /** Number of rows of a column. */
  static long length(H5adFile file, FrameColumn column) {
    return FrameArray.open(file, column.rows()).length();
  }

  /** The values of {@code n} rows; a missing one is null. */
  static Object[] read(H5adFile file, FrameColumn column, long from, int n) {
    return switch (column.form()) {
      case ARRAY -> FrameArray.open(file, column.object()).read(from, n);
      case CATEGORICAL, OLD_CATEGORICAL -> decode(file, column, from, n);
      case NULLABLE -> masked(file, column.object(), from, n);
    };
  }

  /** A whole column as text, as symbols and cell ids are wanted; a missing value is null. */
  static List<String> text(H5adFile file, FrameColumn column) {
    int n = Math.toIntExact(length(file, column));
    return Arrays.stream(read(file, column, 0, n)).map(v -> v == null ? null : v + "").toList();
  }

  private static Object[] decode(H5adFile file, FrameColumn column, long from, int n) {
    String object = column.categories();
    Object[] categories = file.categories(object, () -> categories(file, object));
    long[] codes = FrameArray.open(file, column.rows()).longs(from, n);
    Object[] values = new Object[n];
    for (int i = 0; i < n; i++) {
      if (codes[i] < -1 || codes[i] >= categories.length) {
        throw file.cannotRead(
            String.format(
                "%s holds code %d of %d categories in row %d",
                column.object(), codes[i], categories.length, from + i));
      }
      values[i] = codes[i] < 0 ? null : categories[(int) codes[i]];
    }
    return values;
  }

  /** Strings may be stored with a mask, as any column of them may. */
  private static Object[] categories(H5adFile file, String object) {
    boolean nullable = file.find(FrameColumn.mask(object)).isPresent();
    FrameArray stored = FrameArray.open(file, nullable ? FrameColumn.values(object) : object);
    int n = Math.toIntExact(stored.length());
    return nullable ? masked(file, object, 0, n) : stored.read(0, n);
  }

  private static Object[] masked(H5adFile file, String object, long from, int n) {
    Object[] values = FrameArray.open(file, FrameColumn.values(object)).read(from, n);
    long[] mask = FrameArray.open(file, FrameColumn.mask(object)).longs(from, n);
    for (int i = 0; i < n; i++) {
      if (mask[i] != 0) {
        values[i] = null;
      }
    }
    return values;
  }
}
