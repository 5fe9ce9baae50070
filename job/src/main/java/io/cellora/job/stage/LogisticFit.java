package io.cellora.job.stage;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.xxhash64;

import io.cellora.job.config.BaselineHead;
import io.cellora.job.config.Columns;
import io.cellora.job.config.SanityCheck;
import io.cellora.job.config.Settings;
import io.cellora.job.train.MacroF1;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Multinomial logistic regression, trained to convergence, its penalty chosen on a fifth of the
 * training cells.
 *
 * @param head the rung that it is
 * @param features column of vectors
 * @param atOnce penalties that are tried at the same time
 */
record LogisticFit(
    RunContext run,
    Classes classes,
    BaselineHead head,
    String features,
    List<Double> penalties,
    int atOnce) {

  private static final String CLASS = "class_index";
  private static final String FOLD = "fold";
  private static final int FOLDS = 5;

  /** A model with how its fit ended. */
  record Fitted(LogisticRegressionModel model, Fit fit) {}

  /**
   * How the fit ended.
   *
   * @param penalty the L2 penalty that was chosen
   * @param macroF1 on the fifth that chose it
   */
  record Fit(BaselineHead head, double penalty, double macroF1, int iterations, int maxIterations) {

    boolean converged() {
      return iterations < maxIterations;
    }

    SanityCheck check() {
      String name = "baseline_converged";
      return new SanityCheck(
          head == BaselineHead.LOGISTIC ? name : "%s(%s)".formatted(name, head.head()),
          converged(),
          "%d iterations of at most %d, penalty %s (macro-F1 %.4f on the fifth of train that chose it)"
              .formatted(iterations, maxIterations, penalty, macroF1));
    }
  }

  /**
   * The labelled training cells with class and fold. Partitions follow from the number of cells, so
   * that sums do not depend on the cluster.
   */
  static Dataset<Row> trainingCells(Dataset<Row> cells, Classes classes, int cellsPerPartition) {
    Dataset<Row> labelled =
        cells
            .filter(col(Columns.SPLIT).equalTo(Splits.TRAIN).and(col(Columns.LABEL).isNotNull()))
            .withColumn(CLASS, classes.index(col(Columns.LABEL)).cast("double"))
            .withColumn(FOLD, pmod(xxhash64(col(Columns.SHARD), col(Columns.ROW)), lit(FOLDS)));
    int partitions = (int) (labelled.count() / cellsPerPartition) + 1;
    return labelled
        .repartition(partitions, col(Columns.SHARD), col(Columns.ROW))
        .sortWithinPartitions(Columns.SHARD, Columns.ROW);
  }

  /**
   * Fits all training cells with the penalty that does best.
   *
   * @param tuning the cells that penalties are tried on
   */
  Fitted fit(Dataset<Row> cells, Dataset<Row> tuning) {
    Candidate best = choose(tuning);
    LogisticRegressionModel model = fit(cells, best.penalty());
    return new Fitted(
        model,
        new Fit(
            head,
            best.penalty(),
            best.macroF1(),
            model.summary().totalIterations(),
            run.settings().baseline().maxIterations()));
  }

  private record Candidate(double penalty, double macroF1) {}

  /** Fits of little data wait for Spark more than they compute. */
  private Candidate choose(Dataset<Row> cells) {
    ExecutorService threads = Executors.newFixedThreadPool(atOnce);
    try {
      List<Future<Candidate>> tried =
          penalties.stream()
              .map(penalty -> threads.submit(() -> new Candidate(penalty, score(cells, penalty))))
              .toList();
      Candidate best = null;
      for (Future<Candidate> one : tried) {
        Candidate candidate = joined(one);
        run.progress()
            .update(
                "penalty %s: macro-F1 %.4f".formatted(candidate.penalty(), candidate.macroF1()));
        best = best == null || candidate.macroF1() > best.macroF1() ? candidate : best;
      }
      return best;
    } finally {
      threads.shutdownNow();
    }
  }

  private static Candidate joined(Future<Candidate> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Cannot train the baseline (interrupted)", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(
          "Cannot train the baseline (" + e.getCause().getMessage() + ")", e.getCause());
    }
  }

  private double score(Dataset<Row> cells, double penalty) {
    LogisticRegressionModel model = fit(cells.filter(col(FOLD).gt(0)), penalty);
    int count = classes.train().size();
    long[] counts = new long[count * count];
    Dataset<Row> confusion =
        model.transform(cells.filter(col(FOLD).equalTo(0))).groupBy(CLASS, "prediction").count();
    // Bounded by the number of classes.
    for (Row row : confusion.collectAsList()) {
      counts[(int) row.getDouble(0) * count + (int) row.getDouble(1)] = row.getLong(2);
    }
    return MacroF1.of(counts, count, count);
  }

  private LogisticRegressionModel fit(Dataset<Row> cells, double penalty) {
    run.label("Frozen baseline %s, penalty %s".formatted(head.head(), penalty));
    Settings.Baseline settings = run.settings().baseline();
    return new LogisticRegression()
        .setFamily("multinomial")
        .setFeaturesCol(features)
        .setLabelCol(CLASS)
        .setProbabilityCol(Columns.PROBABILITY)
        .setRegParam(penalty)
        .setMaxIter(settings.maxIterations())
        .setTol(settings.tolerance())
        .fit(cells);
  }
}
