package io.cellora.job.eval;

import io.cellora.job.config.Columns;
import io.cellora.job.config.EvaluateSettings;
import io.cellora.resampling.Resampling;
import io.cellora.resampling.Statistic;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/**
 * Metrics of each donor, and bootstrap intervals of the metrics: all from one pass that counts
 * (donor, label, predicted). Closed, the counts are gone.
 */
public final class DonorStatistics implements AutoCloseable {

  private static final String COUNTS = "donor_counts";

  private final SparkSession spark;
  private final Dataset<Row> counts;

  /**
   * @param predictions with a column donor, null where it is not known
   */
  public DonorStatistics(SparkSession spark, Dataset<Row> predictions) {
    this.spark = spark;
    this.counts =
        SqlFile.query(spark, COUNTS, Map.of(Columns.PREDICTIONS_TABLE, predictions))
            .persist(StorageLevel.MEMORY_AND_DISK());
  }

  /**
   * A row for each arm, head, seed, split, donor and metric: value, n (labelled cells of the
   * donor). Empty where no cell has a donor.
   */
  public Dataset<Row> metrics() {
    return SqlFile.query(spark, Columns.DONOR_METRICS_TABLE, Map.of(COUNTS, counts));
  }

  /**
   * A row for each arm, head, seed, split and metric (top1, macro_f1, weighted_f1,
   * balanced_accuracy): value, lower and upper (percentiles of the draws), unit, resamples (draws
   * that had a cell).
   *
   * @param metrics as {@link Evaluation} makes them
   */
  public Dataset<Row> bootstrap(Dataset<Row> metrics, EvaluateSettings.Draws draws) {
    Dataset<Row> groups = SqlFile.query(spark, "resampled_groups", Map.of(COUNTS, counts));
    Dataset<Row> drawn =
        new Resampling(draws.resamples(), draws.seed(), "unit")
            .of(Spread.groups(groups), Statistic.SCORES);
    return Collected.table(
        "evaluate: bootstrap of the metrics",
        SqlFile.query(
            spark,
            Columns.BOOTSTRAP_TABLE,
            Map.of("draws", drawn, Columns.METRICS_TABLE, metrics)));
  }

  @Override
  public void close() {
    counts.unpersist(true);
  }
}
