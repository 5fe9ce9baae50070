package io.cellora.job.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;
import org.apache.spark.sql.types.StructType;

/** Confusion tables of any size with the long names that cell types have. */
final class Matrices {

  private static final List<String> NAMES =
      List.of(
          "L2/3-6 intratelencephalic projecting glutamatergic neuron",
          "oligodendrocyte",
          "caudal ganglionic eminence derived interneuron",
          "astrocyte of the cerebral cortex",
          "oligodendrocyte precursor cell",
          "microglial cell",
          "near-projecting glutamatergic cortical neuron",
          "corticothalamic-projecting glutamatergic cortical neuron",
          "vascular leptomeningeal cell",
          "cerebral cortex endothelial cell",
          "pericyte");
  private static final StructType SCHEMA =
      StructType.fromDDL("label STRING, predicted STRING, n BIGINT");

  private Matrices() {}

  static Row pair(String label, String predicted, long n) {
    return new GenericRowWithSchema(new Object[] {label, predicted, n}, SCHEMA);
  }

  /** Support falls from class to class; mistakes go to a few neighbours. */
  static ConfusionMatrix of(int classes) {
    Random random = new Random(classes);
    List<Row> pairs = new ArrayList<>();
    for (int row = 0; row < classes; row++) {
      long support = Math.max(3, Math.round(1400 * Math.pow(0.72, row * 11.0 / classes)));
      long wrong = Math.round(support * (0.02 + 0.5 * random.nextDouble() * row / classes));
      pairs.add(pair(name(row), name(row), support - wrong));
      for (int step = 1; wrong > 0; step++) {
        long part = Math.max(1, wrong * 2 / 3);
        pairs.add(pair(name(row), name((row + step * step) % classes), part));
        wrong -= part;
      }
    }
    return ConfusionMatrix.of(pairs);
  }

  private static String name(int index) {
    String name = NAMES.get(index % NAMES.size());
    return index < NAMES.size() ? name : name + " " + (index / NAMES.size() + 1);
  }
}
