package io.cellora.functions;

import java.io.Serializable;
import java.util.TreeMap;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;

/** How often each class is true, predicted, and both: counts, so that no order changes a result. */
final class ClassCounts implements Serializable {

  private static final int TRUE = 0;
  private static final int PREDICTED = 1;
  private static final int BOTH = 2;

  private final TreeMap<String, long[]> classes = new TreeMap<>();

  /** Counts a row (label, predicted) of the same type; a row with a null is skipped. */
  ClassCounts add(InternalRow row, DataType type) {
    if (!row.isNullAt(0) && !row.isNullAt(1)) {
      String label = String.valueOf(row.get(0, type));
      String predicted = String.valueOf(row.get(1, type));
      of(label)[TRUE]++;
      of(predicted)[PREDICTED]++;
      if (label.equals(predicted)) {
        of(label)[BOTH]++;
      }
    }
    return this;
  }

  ClassCounts merge(ClassCounts other) {
    other.classes.forEach(
        (name, counts) -> {
          long[] sums = of(name);
          for (int i = 0; i < counts.length; i++) {
            sums[i] += counts[i];
          }
        });
    return this;
  }

  private long[] of(String name) {
    return classes.computeIfAbsent(name, added -> new long[BOTH + 1]);
  }

  /** The plain mean of F1 over the classes that are a label or a prediction; null for no rows. */
  Double macroF1() {
    double sum = 0;
    for (long[] counts : classes.values()) {
      sum += 2.0 * counts[BOTH] / (counts[TRUE] + counts[PREDICTED]);
    }
    return classes.isEmpty() ? null : sum / classes.size();
  }

  /** The plain mean of recall over the classes that are a label; null for no rows. */
  Double meanRecall() {
    double sum = 0;
    int labels = 0;
    for (long[] counts : classes.values()) {
      if (counts[TRUE] > 0) {
        sum += (double) counts[BOTH] / counts[TRUE];
        labels++;
      }
    }
    return labels == 0 ? null : sum / labels;
  }
}
