package io.cellora.job.stage;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.sum;

import io.cellora.job.config.CellFiles;
import io.cellora.job.config.Columns;
import io.cellora.job.eval.SplitManifest;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The cells table to the table split_manifest, and what no run can go on from. */
final class Manifest {

  private static final StructType ORIGINS =
      new StructType()
          .add(Columns.SPLIT, DataTypes.StringType, false)
          .add(Columns.SOURCE, DataTypes.StringType, false)
          .add(Columns.HOW, DataTypes.StringType, false);

  private static final StructType FILES =
      new StructType()
          .add(Columns.SOURCE, DataTypes.StringType, false)
          .add(Columns.SHARD, DataTypes.StringType, false)
          .add("size", DataTypes.LongType, false)
          .add("sha256", DataTypes.StringType, false);

  private final RunContext run;
  private final List<CellSplits.Origin> origins;

  Manifest(RunContext run, List<CellSplits.Origin> origins) {
    this.run = run;
    this.origins = origins;
  }

  /**
   * Writes the table.
   *
   * @throws IllegalArgumentException if two files of one role have one name
   */
  void write(InputFiles inputs) {
    refuseShardsOfOneName();
    run.append(
        Columns.SPLIT_MANIFEST_TABLE,
        SplitManifest.of(run.spark(), run.read(Columns.CELLS_TABLE), origins(), files(inputs))
            .coalesce(1));
  }

  private Dataset<Row> origins() {
    List<Row> rows =
        origins.stream()
            .map(origin -> RowFactory.create(origin.split(), origin.source(), origin.how()))
            .toList();
    return run.spark().createDataFrame(rows, ORIGINS);
  }

  private Dataset<Row> files(InputFiles inputs) {
    List<Row> rows =
        inputs.all().stream()
            .map(
                file ->
                    RowFactory.create(
                        file.split(), new Path(file.path()).getName(), file.size(), file.sha256()))
            .toList();
    return run.spark().createDataFrame(rows, FILES);
  }

  /** A cell is found by split, shard and row, so files that are read together need other names. */
  private void refuseShardsOfOneName() {
    Dataset<Row> ambiguous =
        run.read(Columns.CELLS_TABLE)
            .join(origins(), Columns.SPLIT)
            .groupBy(Columns.SOURCE, Columns.SHARD)
            .agg(count("*").as("cells"), max(Columns.ROW).as("last"))
            .filter("cells > last + 1")
            .orderBy(Columns.SOURCE, Columns.SHARD);
    for (Row shard : ambiguous.limit(1).collectAsList()) {
      throw new IllegalArgumentException(
          "Cannot tell the cells of two files apart (both are named %s in %s): rename one"
              .formatted(shard.getString(1), shard.getString(0)));
    }
  }

  /**
   * Refuses what cannot be used; asked after what is wrong with single files.
   *
   * @throws IllegalArgumentException if no cell of a split has a label
   */
  void refuseEmptySplits() {
    // Bounded by the number of splits.
    List<String> labelled =
        run
            .read(Columns.SPLIT_MANIFEST_TABLE)
            .groupBy(Columns.SPLIT)
            .agg(sum(Columns.N_LABELLED).as(Columns.N_LABELLED))
            .filter(col(Columns.N_LABELLED).gt(0))
            .select(Columns.SPLIT)
            .collectAsList()
            .stream()
            .map(row -> row.getString(0))
            .toList();
    for (CellSplits.Origin origin : origins) {
      if (!labelled.contains(origin.split())) {
        throw new IllegalArgumentException(
            "Cannot fill split %s (no labelled cell of %s is left for it): give more cells or %s"
                .formatted(
                    origin.split(),
                    origin.source(),
                    origin.source().equals(CellFiles.INPUT)
                        ? "change split.fractions"
                        : "other files"));
      }
    }
  }
}
