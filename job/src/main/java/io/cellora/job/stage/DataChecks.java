package io.cellora.job.stage;

import io.cellora.job.config.Columns;
import io.cellora.job.config.SanityCheck;
import io.cellora.job.eval.LeakageCheck;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.linalg.SparseVector;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;

/** Checks of the cells table: donors and cells on one side only, input log-normalised once. */
final class DataChecks {

  private static final int CELLS = 256;
  private static final double MOST = 0.9;
  private static final double NEAR_WHOLE = 0.01;

  private final RunContext run;

  DataChecks(RunContext run) {
    this.run = run;
  }

  List<SanityCheck> check() {
    run.label("Checking the cells");
    List<SanityCheck> checks =
        new ArrayList<>(
            LeakageCheck.check(
                run.spark(),
                run.read(Columns.SPLIT_MANIFEST_TABLE),
                run.read(Columns.CELLS_TABLE),
                run.settings().split().allowSharedDonors()));
    checks.add(normalisedOnce());
    return checks;
  }

  /**
   * Counts that were log-normalised once come back as whole multiples of their cell's smallest
   * value; normalised twice they do not.
   */
  private SanityCheck normalisedOnce() {
    List<Row> cells =
        run.read(Columns.CELLS_TABLE)
            .orderBy(Columns.SPLIT, Columns.SHARD, Columns.ROW)
            .limit(CELLS)
            .select(Columns.FEATURES)
            .collectAsList();
    long whole = 0;
    long all = 0;
    for (Row cell : cells) {
      double[] multiples = multiples(cell.<Vector>getAs(0).toSparse());
      all += multiples.length;
      for (double multiple : multiples) {
        whole += Math.abs(multiple - Math.rint(multiple)) <= NEAR_WHOLE * multiple ? 1 : 0;
      }
    }
    double share = all == 0 ? 0 : whole / (double) all;
    return new SanityCheck(
        "input_normalised_once",
        share >= MOST,
        "%.4f of the values are log1p of whole multiples of their cell's smallest one, at least %s"
            .formatted(share, MOST));
  }

  /** A cell's values before log1p, as multiples of the smallest. */
  static double[] multiples(SparseVector cell) {
    double[] linear = new double[cell.values().length];
    double smallest = Double.POSITIVE_INFINITY;
    for (int i = 0; i < linear.length; i++) {
      linear[i] = Math.expm1(cell.values()[i]);
      smallest = Math.min(smallest, linear[i]);
    }
    for (int i = 0; i < linear.length; i++) {
      linear[i] /= smallest;
    }
    return linear;
  }
}
