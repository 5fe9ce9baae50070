package io.cellora.job.stage;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.expr;

import io.cellora.h5ad.ObsSheets;
import io.cellora.job.config.AnnotationForm;
import io.cellora.job.config.Columns;
import io.cellora.job.config.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/** Hands the table of annotations over in other forms, in the folders csv, obs and h5ad. */
final class AnnotationForms {

  /** In front of names that stand in a table beside others' columns. */
  private static final String PREFIX = "cellora_";

  private final SparkSession spark;
  private final WorkFolder work;
  private final Progress progress;
  private final JobGroup jobs;

  AnnotationForms(SparkSession spark, WorkFolder work, Progress progress, JobGroup jobs) {
    this.spark = spark;
    this.work = work;
    this.progress = progress;
    this.jobs = jobs;
  }

  /**
   * Writes the forms that are asked for.
   *
   * @param classes that may be in the column top
   */
  void write(Set<AnnotationForm> forms, int classes) {
    List<Column> flat = flat(Math.min(classes, Abstention.TOP));
    for (AnnotationForm form : new TreeSet<>(forms)) {
      try {
        switch (form) {
          case CSV -> csv(flat);
          case OBS -> obs(flat);
          case H5AD -> h5ad(flat);
          default -> {}
        }
      } catch (IOException e) {
        throw new UncheckedIOException(
            "Cannot write annotations (" + e.getMessage() + "): " + form, e);
      }
    }
  }

  String summary() {
    jobs.begin("Counting annotations");
    Row counts = annotations().agg(functions.count("*"), count_if(col(Columns.ABSTAINED))).first();
    return "%,d cells annotated, %,d abstained".formatted(counts.getLong(0), counts.getLong(1));
  }

  private void csv(List<Column> flat) {
    begin("Writing CSV");
    annotations()
        .select(with(List.of(col(Columns.CELL_ID), col(Columns.SHARD), col(Columns.ROW)), flat))
        .write()
        .option("header", true)
        .csv(work.path("csv").toString());
  }

  private void obs(List<Column> flat) throws IOException {
    begin("Writing a CSV for each shard");
    ObsSheets.csv(
        annotations().select(with(keys(), prefixed(flat))), work.path("obs"), Columns.CELL_ID);
  }

  /** Embeddings are found again by shard and row. */
  private void h5ad(List<Column> flat) throws IOException {
    begin("Writing an h5ad for each shard");
    Dataset<Row> embeddings =
        table(Columns.EMBEDDINGS_TABLE).select(Columns.SHARD, Columns.ROW, Columns.EMBEDDING);
    Dataset<Row> rows = annotations().join(embeddings, new String[] {Columns.SHARD, Columns.ROW});
    List<Column> columns = prefixed(flat);
    columns.add(col(Columns.EMBEDDING));
    ObsSheets.h5ad(
        rows.select(with(keys(), columns)),
        work.path("h5ad"),
        "X_cellora",
        ObsSheets.CELLS_PER_H5AD);
  }

  private static List<Column> keys() {
    return List.of(
        col(Columns.SHARD), col(Columns.ROW).cast("bigint").as(Columns.ROW), col(Columns.CELL_ID));
  }

  /** Columns without arrays; what is known of no cell is left out. */
  private List<Column> flat(int top) {
    List<Column> flat = new ArrayList<>(List.of(col(Columns.PREDICTED), col(Columns.CONFIDENCE)));
    known(Columns.CALIBRATED_CONFIDENCE, flat);
    flat.add(col(Columns.ABSTAINED));
    known(Columns.DISTANCE, flat);
    known(Columns.DISTANCE_PERCENTILE, flat);
    for (int i = 0; i < top; i++) {
      flat.add(entry(i, Columns.LABEL).as("top%d".formatted(i + 1)));
      flat.add(entry(i, Columns.PROBABILITY).as("top%d_probability".formatted(i + 1)));
    }
    return flat;
  }

  private static Column entry(int place, String field) {
    return expr("get(%s, %d).%s".formatted(Columns.TOP, place, field));
  }

  private void known(String column, List<Column> columns) {
    if (!annotations().filter(col(column).isNotNull()).isEmpty()) {
      columns.add(col(column));
    }
  }

  private List<Column> prefixed(List<Column> columns) {
    String[] names = annotations().select(columns.toArray(new Column[0])).columns();
    List<Column> prefixed = new ArrayList<>();
    for (int i = 0; i < names.length; i++) {
      prefixed.add(columns.get(i).as(PREFIX + names[i]));
    }
    return prefixed;
  }

  private static Column[] with(List<Column> keys, List<Column> columns) {
    List<Column> all = new ArrayList<>(keys);
    all.addAll(columns);
    return all.toArray(new Column[0]);
  }

  private Dataset<Row> annotations() {
    return table(Columns.ANNOTATIONS_TABLE);
  }

  private Dataset<Row> table(String name) {
    return spark.read().parquet(work.path(name).toString());
  }

  private void begin(String what) {
    progress.step(what);
    jobs.begin(what);
  }
}
