package io.cellora.h5ad;

import io.cellora.genes.LogNormalizer;
import io.cellora.genes.RowAligner;
import io.cellora.h5ad.MatrixPlan.Use;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.sql.catalyst.InternalRow;
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
  private final LogNormalizer normalizer = new LogNormalizer();
  private final SparseVector vector;
  private SparseRows block = new SparseRows();
  private int row;
  private double sum;
  private int nonzeros;

  CellFeatures(H5adFile file, MatrixPlan plan, RowRuns rows) {
    this.file = file;
    this.plan = plan;
    this.blocks = CellMatrix.open(file, plan.object()).read(rows);
    this.aligner = new RowAligner(plan.alignment());
    this.vector = new SparseVector(plan.alignment().size());
  }

  /** Moves to the next cell, which must be there. */
  void advance() {
    row++;
    if (row >= block.rows()) {
      block = blocks.next();
      row = 0;
    }
    sum = 0;
    nonzeros = 0;
    double[] values = block.values();
    int from = block.starts()[row];
    int to = block.starts()[row + 1];
    if (plan.use() == Use.AS_STORED) {
      addUp(values, from, to);
    } else {
      addUpChecked(values, from, to);
    }
  }

  /** Whatever is stored; what is missing counts for nothing. */
  private void addUp(double[] values, int from, int to) {
    for (int i = from; i < to; i++) {
      double present = Double.isNaN(values[i]) ? 0 : values[i];
      sum += present;
      nonzeros += present == 0 ? 0 : 1;
    }
  }

  private void addUpChecked(double[] values, int from, int to) {
    for (int i = from; i < to; i++) {
      double value = values[i];
      if (!(value >= 0) || plan.use() == Use.LOG_NORMALIZE && value != Math.rint(value)) {
        value = checked(value);
        values[i] = value;
      }
      sum += value;
      nonzeros += value == 0 ? 0 : 1;
    }
    if (sum == Double.POSITIVE_INFINITY) {
      throw invalid(sum, "finite values");
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

  /** Features of the cell, until the next one. */
  InternalRow vector() {
    boolean sumBeforeLog = plan.use() == Use.LOG_NORMALIZED && plan.alignment().merging();
    int from = block.starts()[row];
    int to = block.starts()[row + 1];
    double[] source = block.values();
    for (int i = from; sumBeforeLog && i < to; i++) {
      source[i] = Math.expm1(source[i]);
    }
    int n = aligner.align(block.columns(), source, from, to);
    double[] values = aligner.values();
    for (int i = 0; sumBeforeLog && i < n; i++) {
      values[i] = Math.log1p(values[i]);
    }
    if (plan.use() == Use.LOG_NORMALIZE) {
      normalizer.log1p10k(values, n);
    }
    return vector.of(aligner.indices(), values, n);
  }

  private double checked(double value) {
    if (Double.isNaN(value)) {
      if (WARNED.add(file.path())) {
        LOG.warn("{} of {} holds NaN: taken for zero", plan.object(), file.path());
      }
      return 0;
    }
    if (value < 0) {
      throw invalid(value, "a finite value of at least 0");
    }
    throw invalid(value, "an integer count");
  }

  private IllegalArgumentException invalid(double value, String expected) {
    return new IllegalArgumentException(
        String.format(
            "Invalid value in row %d of %s in %s: %s, expected %s",
            block.first() + row, plan.object(), file.path(), value, expected));
  }
}
