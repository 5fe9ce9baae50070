package io.cellora.job.eval;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The result tables of an evaluation, computed and held on the driver; all start with the columns
 * run_id, arm, head, seed, split (the summary without seed) and are ordered by them.
 *
 * @param metrics metric, value, lower and upper (null where no interval was estimated), n
 * @param metricSummary over the seeds: metric, n_seeds, mean, sd, lower, upper
 * @param perClass label, support, predicted_count, true_positives, precision, recall, f1, and the
 *     bounds of the intervals of precision and recall
 * @param confusion label, predicted, n, row_share; only pairs that occur
 * @param topConfused rank (1 to 5), label, predicted, n, share
 */
public record EvaluationTables(
    Dataset<Row> metrics,
    Dataset<Row> metricSummary,
    Dataset<Row> perClass,
    Dataset<Row> confusion,
    Dataset<Row> topConfused) {}
