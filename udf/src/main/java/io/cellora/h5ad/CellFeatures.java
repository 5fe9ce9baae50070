package io.cellora.h5ad;

import io.cellora.genes.LogNormalization;
import io.cellora.genes.RowAligner;
import io.cellora.h5ad.MatrixPlan.Use;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Walks over the cells of a matrix on an executor: checks their values, aligns and normalises them.
 * Features are computed only when asked for.
 */
final class CellFeatures {

  private static final Logger LOG = LoggerFactory.getLogger(CellFeatures.class);

  /** Shards whose NaNs this JVM has warned of: one warning each. */
  private static final Set<String> WARNED = ConcurrentHashMap.newKeySet();

  private final H5adFile file;
  private final MatrixPlan plan;
  private final Iterator<SparseRows> blocks;
  private final RowAligner aligner;
  private SparseRows block;
  private int row;
  private double sum;
  private int nonzeros;

  // lazy variable
  private Vector vector;

  CellFeatures(H5adFile file, MatrixPlan plan, long from, long to) {
    this.file = file;
    this.plan = plan;
    this.blocks = CellMatrix.open(file, plan.object()).read(from, to);
    this.aligner = new RowAligner(plan.alignment());
  }

  /** Moves to the next cell, which must be there. */
  void advance() {
    row++;
    if (block == null || row == block.rows()) {
      block = blocks.next();
      row = 0;
    }
    sum = 0;
    nonzeros = 0;
    vector = null;
    double[] values = block.values();
    for (int i = block.starts()[row]; i < block.starts()[row + 1]; i++) {
      if (plan.use() != Use.AS_STORED) {
        values[i] = checked(values[i]);
      }
      double present = Double.isNaN(values[i]) ? 0 : values[i];
      sum += present;
      nonzeros += present == 0 ? 0 : 1;
    }
  }

  /** Counts of the cell over all genes of the shard, or null if its values are no counts. */
  Double counts() {
    return plan.counts() ? sum : null;
  }

  /** Genes with a count, or null if the values are no counts. */
  Integer genes() {
    return plan.counts() ? nonzeros : null;
  }

  /** Features of the cell. */
  Vector vector() {
    if (vector == null) {
      vector = compute();
    }
    return vector;
  }

  private Vector compute() {
    boolean sumBeforeLog = plan.use() == Use.LOG_NORMALIZED && plan.alignment().merging();
    int from = block.starts()[row];
    int to = block.starts()[row + 1];
    double[] source = block.values();
    for (int i = from; sumBeforeLog && i < to; i++) {
      source[i] = Math.expm1(source[i]);
    }
    aligner.align(block.columns(), source, from, to);
    double[] values = aligner.values();
    for (int i = 0; sumBeforeLog && i < values.length; i++) {
      values[i] = Math.log1p(values[i]);
    }
    if (plan.use() == Use.LOG_NORMALIZE) {
      LogNormalization.log1p10k(values);
    }
    return Vectors.sparse(plan.alignment().size(), aligner.indices(), values);
  }

  private double checked(double value) {
    if (Double.isNaN(value)) {
      if (WARNED.add(file.path())) {
        LOG.warn("{} of {} holds NaN: taken for zero", plan.object(), file.path());
      }
      return 0;
    }
    if (value < 0 || Double.isInfinite(value)) {
      throw invalid(value, "a finite value of at least 0");
    }
    if (plan.use() == Use.LOG_NORMALIZE && value != Math.rint(value)) {
      throw invalid(value, "an integer count");
    }
    return value;
  }

  private IllegalArgumentException invalid(double value, String expected) {
    return new IllegalArgumentException(
        String.format(
            "Invalid value in row %d of %s in %s: %s, expected %s",
            block.first() + row, plan.object(), file.path(), value, expected));
  }
}
