package io.cellora.job.stage;

import static org.apache.spark.sql.functions.col;

import io.cellora.job.config.Columns;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** h5ad files of source cells to the table source_cells: a sample, by hash, in no split. */
final class SourceCells {

  /** What stands in the column split, and in the list of a run's inputs. */
  static final String SPLIT = "source";

  private final RunContext run;
  private final Model model;

  SourceCells(RunContext run, Model model) {
    this.run = run;
    this.model = model;
  }

  /**
   * Before anything is trained, so that files that cannot be used cost little; none writes none.
   */
  void write(List<String> paths) {
    if (!paths.isEmpty()) {
      read(paths);
    }
  }

  private void read(List<String> paths) {
    run.begin("Reading source cells from h5ad");
    Dataset<Row> cells =
        new CellReader(run.spark(), run.settings().source().input(), model.geneOrder())
            .labelled(paths, SPLIT);
    ShardNames.refuseDoubles(cells, Columns.SPLIT);
    Dataset<Row> keys = SampleKeys.of(cells, run.settings().evaluate().sampleCells());
    if (keys.count() < 2) {
      throw new IllegalArgumentException(
          "Cannot measure forgetting (%d source cells have a label in column %s): %s"
              .formatted(
                  keys.count(), run.settings().source().input().label(), String.join(", ", paths)));
    }
    run.append(
        Columns.SOURCE_CELLS_TABLE,
        SampleKeys.in(cells, keys)
            .select(
                col(Columns.CELL_ID),
                col(Columns.SHARD),
                col(Columns.ROW),
                col(Columns.SPLIT),
                col(Columns.PLACE),
                col(Columns.LABEL),
                col(Columns.DONOR),
                col(Columns.FEATURES)));
  }
}
