package io.cellora.job.stage;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.xxhash64;

import io.cellora.job.config.BaselineHead;
import io.cellora.job.config.Columns;
import io.cellora.job.config.Settings;
import io.cellora.lora.Predictions;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Logistic regression on the log-normalised genes, each divided by its deviation, without the
 * encoder: what a model has to beat.
 */
final class GeneBaseline {

  private static final int CELLS_PER_PARTITION = 5_000;

  /**
   * Coefficients of a fit that the driver holds some twenty times in all: L-BFGS keeps its past.
   */
  private static final long LITTLE = 1_000_000;

  private static final String TUNING = "tuning";

  private final RunContext run;
  private final Classes classes;

  GeneBaseline(RunContext run, Classes classes) {
    this.run = run;
    this.classes = classes;
  }

  /** Writes the predictions. */
  LogisticFit.Fit run() {
    run.begin("Training logistic regression on genes to convergence");
    Dataset<Row> cells =
        LogisticFit.trainingCells(
                run.read(Columns.CELLS_TABLE)
                    .select(
                        Columns.SHARD, Columns.ROW, Columns.SPLIT, Columns.LABEL, Columns.FEATURES),
                classes,
                CELLS_PER_PARTITION)
            .persist();
    try {
      Settings.Genes settings = run.settings().baseline().genes();
      LogisticFit.Fitted fitted =
          new LogisticFit(
                  run,
                  classes,
                  BaselineHead.LOGISTIC_GENES,
                  Columns.FEATURES,
                  settings.regularization(),
                  atOnce(cells))
              .fit(cells, sample(cells, settings.tuningCells()));
      Predict.write(
          run,
          BaselineHead.LOGISTIC_GENES.head(),
          Predictions.ofProbabilities(
              fitted.model().transform(heldOut()).drop(Columns.FEATURES, "rawPrediction"),
              Columns.PROBABILITY,
              classes.train()));
      return fitted.fit();
    } finally {
      cells.unpersist(true);
    }
  }

  /** All penalties where their fits are small, else one after the other. */
  private int atOnce(Dataset<Row> cells) {
    long genes = cells.select(Columns.FEATURES).first().<Vector>getAs(0).size();
    return genes * classes.train().size() <= LITTLE
        ? run.settings().baseline().genes().regularization().size()
        : 1;
  }

  /** About so many of the cells, by a hash that does not know their fold. */
  private static Dataset<Row> sample(Dataset<Row> cells, int wanted) {
    long all = cells.count();
    return all <= wanted
        ? cells
        : cells.filter(
            pmod(xxhash64(lit(TUNING), col(Columns.SHARD), col(Columns.ROW)), lit(all)).lt(wanted));
  }

  private Dataset<Row> heldOut() {
    long seed = run.settings().train().seeds().get(0);
    return run.read(Columns.CELLS_TABLE)
        .filter(col(Columns.SPLIT).notEqual(Splits.TRAIN))
        .withColumn(Columns.ARM, lit(Arms.BASELINE))
        .withColumn(Columns.SEED, lit((int) seed));
  }
}
