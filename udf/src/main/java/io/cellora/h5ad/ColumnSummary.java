package io.cellora.h5ad;

import io.cellora.h5ad.ColumnReport.Frequency;
import io.cellora.h5ad.ColumnReport.Range;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Counts the values of an obs column a block at a time, in bounded memory. */
final class ColumnSummary {

  private static final int BLOCK = 1 << 14;
  private static final int TOP = 5;

  /** More distinct values, or more characters of them, are not counted: they are ids or numbers. */
  private static final int MOST_DISTINCT = 20_000;

  private static final long MOST_CHARACTERS = 4_000_000;

  private final Map<Object, Long> counts = new HashMap<>();
  private long characters;
  private boolean tooMany;
  private long missing;
  private double least = Double.POSITIVE_INFINITY;
  private double most = Double.NEGATIVE_INFINITY;

  private ColumnSummary() {}

  static ColumnReport of(H5adFile file, FrameColumn column, long rows) {
    ColumnSummary summary = new ColumnSummary();
    for (long from = 0; from < rows; from += BLOCK) {
      int n = (int) Math.min(BLOCK, rows - from);
      for (Object value : ColumnValues.read(file, column, from, n)) {
        summary.add(value);
      }
    }
    return summary.report(column);
  }

  private void add(Object value) {
    if (value == null || value instanceof Number number && Double.isNaN(number.doubleValue())) {
      missing++;
      return;
    }
    if (value instanceof Number number) {
      least = Math.min(least, number.doubleValue());
      most = Math.max(most, number.doubleValue());
    }
    if (!tooMany && counts.merge(value, 1L, Long::sum) == 1) {
      characters += value.toString().length();
      if (counts.size() > MOST_DISTINCT || characters > MOST_CHARACTERS) {
        tooMany = true;
        counts.clear();
      }
    }
  }

  private ColumnReport report(FrameColumn column) {
    return new ColumnReport(
        column.name(),
        column.type().catalogString(),
        column.form().name().toLowerCase(Locale.ROOT).replace('_', ' '),
        missing,
        tooMany ? OptionalInt.empty() : OptionalInt.of(counts.size()),
        top(),
        least <= most ? Optional.of(new Range(least, most)) : Optional.empty());
  }

  /** Of values that are as frequent the first in alphabetical order. */
  private List<Frequency> top() {
    return counts.entrySet().stream()
        .map(entry -> new Frequency(entry.getKey().toString(), entry.getValue()))
        .sorted(
            Comparator.comparingLong(Frequency::cells).reversed().thenComparing(Frequency::value))
        .limit(TOP)
        .toList();
  }
}
