package io.cellora.job.stage;

import io.cellora.job.config.Columns;
import io.cellora.job.config.EvaluateSettings;
import io.cellora.job.eval.Comparisons;
import io.cellora.job.eval.DonorStatistics;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * How far the metrics can be trusted: the tables donor_metrics, bootstrap, comparisons and
 * comparison_summary.
 */
final class Statistics {

  private final RunContext run;

  Statistics(RunContext run) {
    this.run = run;
  }

  /**
   * @param metrics the table of all cells
   */
  void write(Dataset<Row> metrics) {
    run.begin("Intervals, donors and comparisons by SQL");
    EvaluateSettings settings = run.settings().evaluate();
    Dataset<Row> predictions = run.read(Columns.PREDICTIONS_TABLE);
    try (DonorStatistics donors = new DonorStatistics(run.spark(), predictions)) {
      run.write(Columns.DONOR_METRICS_TABLE, donors.metrics());
      run.write(Columns.BOOTSTRAP_TABLE, donors.bootstrap(metrics, settings.bootstrap()));
    }
    Dataset<Row> comparisons = Comparisons.of(run.spark(), predictions, metrics, settings);
    run.write(Columns.COMPARISONS_TABLE, comparisons);
    run.write(Columns.COMPARISON_SUMMARY_TABLE, Comparisons.summary(run.spark(), comparisons));
  }
}
