package io.cellora.job.report;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The result tables that files are made from, best as read back from where they were written.
 *
 * @param metrics metric, value, lower, upper, n
 * @param perClass label, support, predicted_count, true_positives, precision, recall, f1
 * @param confusion label, predicted, n, row_share
 * @param topConfused rank, label, predicted, n, share
 */
public record ReportTables(
    Dataset<Row> metrics,
    Dataset<Row> perClass,
    Dataset<Row> confusion,
    Dataset<Row> topConfused) {}
