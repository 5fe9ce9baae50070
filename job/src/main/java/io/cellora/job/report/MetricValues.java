package io.cellora.job.report;

import io.cellora.job.config.Columns;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The metrics of one arm, head, seed and split, by name. */
record MetricValues(Map<String, Double> values) {

  static MetricValues of(Dataset<Row> metrics) {
    return of(metrics.collectAsList());
  }

  static MetricValues of(List<Row> metrics) {
    Map<String, Double> values = new TreeMap<>();
    metrics.forEach(row -> values.put(row.getAs(Columns.METRIC), row.getAs(Columns.VALUE)));
    return new MetricValues(values);
  }

  boolean has(String metric) {
    return values.get(metric) != null;
  }

  double value(String metric) {
    if (!has(metric)) {
      throw new IllegalArgumentException(
          "Cannot find metric (the table has " + values.keySet() + "): " + metric);
    }
    return values.get(metric);
  }
}
