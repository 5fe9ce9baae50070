package io.cellora.job.stage;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.xxhash64;

import io.cellora.job.config.Columns;
import io.cellora.job.config.Settings;
import io.cellora.job.train.MacroF1;
import io.cellora.lora.Predictions;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The frozen baseline: multinomial logistic regression on the base embeddings, trained to
 * convergence, its penalty chosen on a fifth of the training cells.
 */
final class FrozenBaseline {

  private static final String CLASS = "class_index";
  private static final int CELLS_PER_PARTITION = 50_000;
  private static final int FOLDS = 5;

  private final RunContext run;
  private final Classes classes;

  FrozenBaseline(RunContext run, Classes classes) {
    this.run = run;
    this.classes = classes;
  }

  /**
   * How the fit ended.
   *
   * @param penalty the L2 penalty that was chosen
   * @param macroF1 on the fifth that chose it
   */
  record Fit(double penalty, double macroF1, int iterations, int maxIterations) {

    boolean converged() {
      return iterations < maxIterations;
    }
  }

  Fit run() {
    run.begin("Training the frozen baseline to convergence");
    Dataset<Row> cells = trainingCells().persist();
    try {
      Settings.Baseline settings = run.settings().baseline();
      Fit best = null;
      for (double penalty : settings.regularization()) {
        double score = score(cells, penalty);
        run.progress().update("penalty %s: macro-F1 %.4f".formatted(penalty, score));
        if (best == null || score > best.macroF1()) {
          best = new Fit(penalty, score, 0, settings.maxIterations());
        }
      }
      LogisticRegressionModel model = fit(cells, best.penalty());
      predict(model);
      int iterations = model.summary().totalIterations();
      return new Fit(best.penalty(), best.macroF1(), iterations, settings.maxIterations());
    } finally {
      cells.unpersist(true);
    }
  }

  /** Partitions follow from the number of cells, so that sums do not depend on the cluster. */
  private Dataset<Row> trainingCells() {
    Dataset<Row> cells =
        Embed.vectors(run, Arms.BASELINE)
            .filter(col(Columns.SPLIT).equalTo(Splits.TRAIN).and(col(Columns.LABEL).isNotNull()))
            .withColumn(CLASS, classes.index(col(Columns.LABEL)).cast("double"))
            .withColumn("fold", pmod(xxhash64(col(Columns.SHARD), col(Columns.ROW)), lit(FOLDS)));
    int partitions = (int) (cells.count() / CELLS_PER_PARTITION) + 1;
    return cells
        .repartition(partitions, col(Columns.SHARD), col(Columns.ROW))
        .sortWithinPartitions(Columns.SHARD, Columns.ROW);
  }

  private double score(Dataset<Row> cells, double penalty) {
    LogisticRegressionModel model = fit(cells.filter("fold > 0"), penalty);
    int count = classes.train().size();
    long[] counts = new long[count * count];
    Dataset<Row> confusion =
        model.transform(cells.filter("fold = 0")).groupBy(CLASS, "prediction").count();
    // Bounded by the number of classes.
    for (Row row : confusion.collectAsList()) {
      counts[(int) row.getDouble(0) * count + (int) row.getDouble(1)] = row.getLong(2);
    }
    return MacroF1.of(counts, count, count);
  }

  private LogisticRegressionModel fit(Dataset<Row> cells, double penalty) {
    Settings.Baseline settings = run.settings().baseline();
    return new LogisticRegression()
        .setFamily("multinomial")
        .setFeaturesCol(Columns.EMBEDDING)
        .setLabelCol(CLASS)
        .setRegParam(penalty)
        .setMaxIter(settings.maxIterations())
        .setTol(settings.tolerance())
        .fit(cells);
  }

  private void predict(LogisticRegressionModel model) {
    Dataset<Row> cells =
        model.setProbabilityCol("probability").transform(Predict.heldOut(run, Arms.BASELINE));
    Predict.write(
        run,
        Arms.LOGISTIC_HEAD,
        Predictions.ofProbabilities(cells.drop("rawPrediction"), "probability", classes.train()));
  }
}
