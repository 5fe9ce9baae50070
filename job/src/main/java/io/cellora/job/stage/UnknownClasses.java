package io.cellora.job.stage;

import static org.apache.spark.ml.functions.array_to_vector;
import static org.apache.spark.sql.functions.array_position;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import io.cellora.job.config.BaselineHead;
import io.cellora.job.config.CalibrationSettings;
import io.cellora.job.config.Columns;
import io.cellora.job.eval.UnknownCells;
import io.cellora.lora.ClassCentroids;
import io.cellora.lora.Predictions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/**
 * The test with cells of unknown classes: class means of every arm's embeddings without one class,
 * and whether they abstain on its cells. The arm's encoder has been trained with that class; what
 * is left out is what the head knows of it. So the test says how far apart embeddings keep a new
 * type, not what training without it would have led to.
 */
final class UnknownClasses {

  private static final String SAMPLE = "unknown";

  private final RunContext run;
  private final Classes classes;
  private final CalibrationSettings settings;

  UnknownClasses(RunContext run, Classes classes) {
    this.run = run;
    this.classes = classes;
    this.settings = run.settings().calibration();
  }

  /** Writes unknown_classes, if the test is wanted and at least two classes would be left. */
  void write() {
    List<String> leftOut = leftOut();
    if (leftOut.isEmpty()) {
      return;
    }
    run.begin("Leaving out classes: " + String.join(", ", leftOut));
    Dataset<Row> cells = predicted(leftOut).persist(StorageLevel.MEMORY_AND_DISK());
    try {
      run.write(Columns.UNKNOWN_CLASSES_TABLE, UnknownCells.judge(run.spark(), cells, settings));
    } finally {
      cells.unpersist(true);
    }
  }

  /** The most frequent classes of train that have cells enough. */
  private List<String> leftOut() {
    if (classes.train().size() < 3 || settings.unknown().classes() == 0) {
      return List.of();
    }
    // Bounded by the setting.
    return training(run.read(Columns.EMBEDDINGS_TABLE))
        .filter(col(Columns.ARM).equalTo(Arms.BASELINE))
        .groupBy(Columns.LABEL)
        .agg(count("*").as(Columns.N))
        .filter(col(Columns.N).geq(settings.unknown().minCells()))
        .orderBy(col(Columns.N).desc(), col(Columns.LABEL))
        .limit(settings.unknown().classes())
        .collectAsList()
        .stream()
        .map(row -> row.getString(0))
        .toList();
  }

  private Dataset<Row> predicted(List<String> leftOut) {
    Dataset<Row> embeddings = run.read(Columns.EMBEDDINGS_TABLE);
    // Bounded by the number of arms and seeds.
    List<Row> units =
        embeddings
            .select(Columns.ARM, Columns.SEED)
            .distinct()
            .orderBy(Columns.ARM, Columns.SEED)
            .collectAsList();
    Optional<Column> sampled = sampled(embeddings);
    return units.stream()
        .map(
            unit -> {
              Dataset<Row> cells =
                  embeddings.filter(
                      col(Columns.ARM)
                          .equalTo(unit.getString(0))
                          .and(col(Columns.SEED).equalTo(unit.getInt(1))));
              return predicted(cells, sampled.map(cells::filter).orElse(cells), leftOut);
            })
        .reduce(Dataset::unionByName)
        .orElseThrow();
  }

  private Dataset<Row> predicted(Dataset<Row> all, Dataset<Row> sample, List<String> leftOut) {
    double[][] sums = CentroidSums.of(training(all), classes.train());
    ClassCentroids centroids = ClassCentroids.of(classes.train(), sums, Ladder.TEMPERATURE);
    Map<String, ClassCentroids> models = new LinkedHashMap<>();
    leftOut.forEach(label -> models.put(label, centroids.without(label)));
    Dataset<Row> vectors =
        heldOut(sample).withColumn(Columns.EMBEDDING, array_to_vector(col(Columns.EMBEDDING)));
    return Predictions.ofEach(vectors, Columns.EMBEDDING, UnknownCells.LEFT_OUT, models)
        .withColumn(Columns.CLASS_INDEX, indexWithout())
        .withColumn(Columns.HEAD, lit(BaselineHead.CENTROID.head()))
        .select(
            col(Columns.RUN_ID),
            col(Columns.ARM),
            col(Columns.HEAD),
            col(Columns.SEED),
            col(Columns.SPLIT),
            col(Columns.LABEL),
            col(UnknownCells.LEFT_OUT),
            col(Columns.CLASS_INDEX),
            col(Columns.PREDICTED),
            col(Columns.PROBABILITIES));
  }

  /** The place of the label among the classes that are left. */
  private Column indexWithout() {
    Column all = classes.index(col(Columns.LABEL));
    Column left = classes.index(col(UnknownCells.LEFT_OUT));
    return when(all.lt(left), all).when(all.gt(left), all.minus(1));
  }

  private Dataset<Row> training(Dataset<Row> embeddings) {
    return embeddings.filter(
        col(Columns.SPLIT).equalTo(Splits.TRAIN).and(col(Columns.LABEL).isNotNull()));
  }

  /** Cells of other classes than those of train are unknown too, and take no part. */
  private Dataset<Row> heldOut(Dataset<Row> embeddings) {
    Column names = lit(classes.train().toArray(new String[0]));
    return embeddings.filter(
        col(Columns.SPLIT)
            .notEqual(Splits.TRAIN)
            .and(array_position(names, col(Columns.LABEL)).gt(0)));
  }

  /** About so many of an arm's held-out cells, by hash, if there are more. */
  private Optional<Column> sampled(Dataset<Row> embeddings) {
    long all = heldOut(embeddings).filter(col(Columns.ARM).equalTo(Arms.BASELINE)).count();
    return Optional.of(all)
        .filter(cells -> cells > settings.unknown().cells())
        .map(
            cells ->
                pmod(xxhash64(lit(SAMPLE), col(Columns.SHARD), col(Columns.ROW)), lit(cells))
                    .lt(settings.unknown().cells()));
  }
}
