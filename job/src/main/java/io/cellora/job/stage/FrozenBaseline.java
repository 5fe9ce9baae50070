package io.cellora.job.stage;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.xxhash64;

import io.cellora.job.config.Columns;
import io.cellora.job.config.Settings;
import io.cellora.job.train.MacroF1;
import io.cellora.lora.Predictions;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.ml.feature.PCA;
import org.apache.spark.ml.feature.PCAModel;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The frozen baseline: multinomial logistic regression on the base embeddings, trained to
 * convergence, its penalty chosen on a fifth of the training cells. The embeddings are rotated to
 * their principal components first: still a linear head, but one whose penalty treats all
 * directions alike and which converges ten times faster where embeddings lie close together.
 */
final class FrozenBaseline {

  private static final String CLASS = "class_index";
  private static final String ROTATED = "rotated";
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
    Dataset<Row> cells = trainingCells();
    PCAModel rotation = rotation(cells);
    Dataset<Row> rotated = rotation.transform(cells).persist();
    try {
      Candidate best = choose(rotated);
      LogisticRegressionModel model = fit(rotated, best.penalty());
      predict(rotation, model);
      return new Fit(
          best.penalty(),
          best.macroF1(),
          model.summary().totalIterations(),
          run.settings().baseline().maxIterations());
    } finally {
      rotated.unpersist(true);
    }
  }

  private record Candidate(double penalty, double macroF1) {}

  /** Fits wait for Spark more than they compute, so all penalties are tried at once. */
  private Candidate choose(Dataset<Row> cells) {
    List<Double> penalties = run.settings().baseline().regularization();
    ExecutorService threads = Executors.newFixedThreadPool(penalties.size());
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

  /** Once, and on one thread: the LAPACK behind it is not safe on several at its first use. */
  private static PCAModel rotation(Dataset<Row> cells) {
    int latent = cells.select(Columns.EMBEDDING).first().<Vector>getAs(0).size();
    return new PCA().setInputCol(Columns.EMBEDDING).setOutputCol(ROTATED).setK(latent).fit(cells);
  }

  private LogisticRegressionModel fit(Dataset<Row> cells, double penalty) {
    run.spark().sparkContext().setJobDescription("Frozen baseline, penalty " + penalty);
    Settings.Baseline settings = run.settings().baseline();
    return new LogisticRegression()
        .setFamily("multinomial")
        .setFeaturesCol(ROTATED)
        .setLabelCol(CLASS)
        .setProbabilityCol(Columns.PROBABILITY)
        .setRegParam(penalty)
        .setMaxIter(settings.maxIterations())
        .setTol(settings.tolerance())
        .fit(cells);
  }

  private void predict(PCAModel rotation, LogisticRegressionModel model) {
    Dataset<Row> cells = model.transform(rotation.transform(Predict.heldOut(run, Arms.BASELINE)));
    Predict.write(
        run,
        Arms.LOGISTIC_HEAD,
        Predictions.ofProbabilities(
            cells.drop(ROTATED, "rawPrediction"), Columns.PROBABILITY, classes.train()));
  }
}
