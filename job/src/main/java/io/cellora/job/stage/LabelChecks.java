package io.cellora.job.stage;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.sum;

import io.cellora.job.config.Columns;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** What is wrong with the labels of the cells table: said, or refused where nothing is left. */
final class LabelChecks {

  private static final int TOLD = 5;

  private final RunContext run;

  LabelChecks(RunContext run) {
    this.run = run;
  }

  /**
   * Says which shards have cells without a label, which are left out, and which classes have one
   * training cell.
   *
   * @throws IllegalArgumentException if a whole shard has no label
   */
  void check() {
    Dataset<Row> gaps =
        run.read(Columns.SPLIT_MANIFEST_TABLE)
            .groupBy(Columns.SOURCE, Columns.SHARD)
            .agg(sum(Columns.N_CELLS).as("cells"), sum(Columns.N_LABELLED).as("labelled"))
            .filter("labelled < cells")
            .orderBy(col("labelled").gt(0), col(Columns.SOURCE), col(Columns.SHARD));
    List<Row> shards = gaps.limit(TOLD + 1).collectAsList();
    for (Row shard : shards.subList(0, Math.min(TOLD, shards.size()))) {
      tell(shard);
    }
    if (shards.size() > TOLD) {
      run.progress().step("  and more such files");
    }
    tellSingleCells();
  }

  private void tell(Row shard) {
    String column = run.settings().input().label();
    if (shard.getLong(3) == 0) {
      throw new IllegalArgumentException(
          "Cannot find labels in %s of %s (column %s has no value in any of its %,d cells): leave"
                  .formatted(shard.getString(1), shard.getString(0), column, shard.getLong(2))
              + " the file out, or set input.label to a column that all files have");
    }
    run.progress()
        .step(
            "  warning: %,d of the %,d cells of %s (%s) have no %s and are left out"
                .formatted(
                    shard.getLong(2) - shard.getLong(3),
                    shard.getLong(2),
                    shard.getString(1),
                    shard.getString(0),
                    column));
  }

  /** Bounded by the number of classes. */
  private void tellSingleCells() {
    List<String> single =
        run
            .read(Columns.CELLS_TABLE)
            .filter(col(Columns.SPLIT).equalTo(Splits.TRAIN).and(col(Columns.LABEL).isNotNull()))
            .groupBy(Columns.LABEL)
            .count()
            .filter("count = 1")
            .orderBy(Columns.LABEL)
            .collectAsList()
            .stream()
            .map(row -> row.getString(0))
            .toList();
    if (!single.isEmpty()) {
      run.progress()
          .step(
              "  warning: classes with one training cell, too few to learn or to pair: "
                  + String.join(", ", single));
    }
  }
}
