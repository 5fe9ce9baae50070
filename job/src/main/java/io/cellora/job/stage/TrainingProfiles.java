package io.cellora.job.stage;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.cellora.job.config.Columns;
import io.cellora.lora.ClassCentroids;
import io.cellora.lora.TrainingDistances;
import io.cellora.lora.TrainingProfile;
import io.cellora.lora.TrainingProfileFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Writes beside each adapter where its training cells lie, for {@code annotate}. */
final class TrainingProfiles {

  private static final String OF = "_adapter";

  private final RunContext run;
  private final Model model;
  private final Classes classes;

  TrainingProfiles(RunContext run, Model model, Classes classes) {
    this.run = run;
    this.model = model;
    this.classes = classes;
  }

  /** From the embeddings table, which has the adapters' embeddings; all in two passes. */
  void write(List<Tuned> tuned) {
    write(tuned, run.read(Columns.EMBEDDINGS_TABLE));
  }

  /** From embeddings that are made for this alone and removed. */
  void embedAndWrite(List<Tuned> tuned) {
    String table = "training_embeddings";
    new Embed(run, model).adapted(tuned, table, col(Columns.SPLIT).equalTo(Splits.TRAIN));
    write(tuned, run.read(table));
    try {
      run.work().files().delete(new Path(run.work().path("tables"), table), true);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot remove " + table + " (" + e.getMessage() + ")", e);
    }
  }

  private void write(List<Tuned> tuned, Dataset<Row> embeddings) {
    Dataset<Row> cells = training(tuned, embeddings);
    double[][][] sums = CentroidSums.of(cells, OF, tuned.size(), classes.train());
    List<double[][]> directions =
        Stream.of(sums)
            .map(one -> ClassCentroids.of(classes.train(), one, 1).directions())
            .toList();
    Map<String, Long> counts = counts();
    double[][] percentiles = percentiles(cells, directions);
    for (int i = 0; i < tuned.size(); i++) {
      String sha256 = model.encoder().sha256();
      save(
          tuned.get(i).unit(),
          new TrainingProfile(sha256, counts, directions.get(i), percentiles[i]));
    }
  }

  private double[][] percentiles(Dataset<Row> cells, List<double[][]> directions) {
    Broadcast<List<double[][]>> broadcast = run.context().broadcast(new ArrayList<>(directions));
    try {
      return TrainingDistances.percentiles(cells.select(OF, Columns.EMBEDDING), broadcast);
    } finally {
      broadcast.destroy();
    }
  }

  /** The labelled cells of train, and whose embedding each row holds. */
  private static Dataset<Row> training(List<Tuned> tuned, Dataset<Row> embeddings) {
    Column of = lit(null).cast("int");
    for (int i = 0; i < tuned.size(); i++) {
      TrainingUnit unit = tuned.get(i).unit();
      Column its =
          col(Columns.ARM).equalTo(unit.arm()).and(col(Columns.SEED).equalTo((int) unit.seed()));
      of = when(its, i).otherwise(of);
    }
    return embeddings
        .filter(col(Columns.SPLIT).equalTo(Splits.TRAIN).and(col(Columns.LABEL).isNotNull()))
        .withColumn(OF, of)
        .filter(col(OF).isNotNull());
  }

  /** Training cells by class, in the classes' order. */
  private Map<String, Long> counts() {
    Map<String, Long> counts = new LinkedHashMap<>();
    // Bounded by the number of classes.
    run.read(Columns.CELLS_TABLE)
        .filter(col(Columns.SPLIT).equalTo(Splits.TRAIN).and(col(Columns.LABEL).isNotNull()))
        .groupBy(Columns.LABEL)
        .count()
        .orderBy(Columns.LABEL)
        .collectAsList()
        .forEach(row -> counts.put(row.getString(0), row.getLong(1)));
    return counts;
  }

  private void save(TrainingUnit unit, TrainingProfile profile) {
    try {
      TrainingProfileFiles.write(Tuned.folder(run, unit), profile);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot save training profile (" + e.getMessage() + "): " + unit.path(), e);
    }
  }
}
