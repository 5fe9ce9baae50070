package io.cellora.job.stage;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.xxhash64;

import io.cellora.job.config.BaselineHead;
import io.cellora.job.config.Columns;
import io.cellora.job.config.Settings;
import io.cellora.lora.Predictions;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Logistic regression on the log-normalised genes, each divided by its deviation, without the
 * encoder: what a model has to beat.
 */
final class GeneBaseline {

  private static final int CELLS_PER_PARTITION = 2_000;
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
      // Tried one by one: a fit holds some twenty arrays of classes x genes on the driver.
      LogisticFit.Fitted fitted =
          new LogisticFit(
                  run,
                  classes,
                  BaselineHead.LOGISTIC_GENES,
                  Columns.FEATURES,
                  settings.regularization(),
                  1)
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
