package io.cellora.job.report.page;

import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The result tables of a run by name; empty for one that the run does not have. */
@FunctionalInterface
public interface ResultTables {

  Optional<Dataset<Row>> table(String name);
}
