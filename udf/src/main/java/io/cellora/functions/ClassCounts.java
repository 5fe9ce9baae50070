package io.cellora.functions;

import java.util.TreeMap;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;

/**
 * How often each class is true, predicted, and both: counts, so that no order changes a result.
 *
 * <p>The state of an aggregate is of the JDK's own classes: Spark reads it back with a class loader
 * that does not see the jars which a session was given.
 */
final class ClassCounts {

  private static final int TRUE = 0;
  private static final int PREDICTED = 1;
  private static final int BOTH = 2;

  private ClassCounts() {}

  /** Counts a row (label, predicted) of the same type; a row with a null is skipped. */
  static void add(TreeMap<String, long[]> classes, InternalRow row, DataType type) {
    if (row.isNullAt(0) || row.isNullAt(1)) {
      return;
    }
    String label = String.valueOf(row.get(0, type));
    String predicted = String.valueOf(row.get(1, type));
    of(classes, label)[TRUE]++;
    of(classes, predicted)[PREDICTED]++;
    if (label.equals(predicted)) {
      of(classes, label)[BOTH]++;
    }
  }

  static void addAll(TreeMap<String, long[]> classes, TreeMap<String, long[]> others) {
    others.forEach(
        (name, counts) -> {
          long[] sums = of(classes, name);
          for (int i = 0; i < counts.length; i++) {
            sums[i] += counts[i];
          }
        });
  }

  private static long[] of(TreeMap<String, long[]> classes, String name) {
    return classes.computeIfAbsent(name, added -> new long[BOTH + 1]);
  }

  /** The plain mean of F1 over the classes that are a label or a prediction; null for no rows. */
  static Double macroF1(TreeMap<String, long[]> classes) {
    double sum = 0;
    for (long[] counts : classes.values()) {
      sum += 2.0 * counts[BOTH] / (counts[TRUE] + counts[PREDICTED]);
    }
    return classes.isEmpty() ? null : sum / classes.size();
  }

  /** The plain mean of recall over the classes that are a label; null for no rows. */
  static Double meanRecall(TreeMap<String, long[]> classes) {
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
