package io.cellora.job.stage;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;

import io.cellora.job.config.AnnotateRequest;
import io.cellora.job.config.Columns;
import io.cellora.job.config.EmbedRequest;
import io.cellora.job.config.Progress;
import io.cellora.job.config.Settings;
import io.cellora.knn.KnnAnnotation;
import io.cellora.knn.KnnOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/** {@code cellora annotate}: cells get the type that their neighbours in a reference vote for. */
public final class Annotate {

  private final SparkSession spark;
  private final Settings settings;
  private final WorkFolder work;
  private final Progress progress;
  private final JobGroup jobs;

  private Annotate(SparkSession spark, Settings settings, WorkFolder work, Progress progress) {
    this.spark = spark;
    this.settings = settings;
    this.work = work;
    this.progress = progress;
    this.jobs = JobGroup.of(spark, "annotate");
  }

  /** Answers the exit code. */
  public static int run(
      SparkSession spark, Settings settings, AnnotateRequest request, Progress progress) {
    try (WorkFolder work =
        WorkFolder.create(
            request.out(), request.overwrite(), spark.sparkContext().hadoopConfiguration())) {
      Annotate annotate = new Annotate(spark, settings, work, progress);
      annotate.write(request);
      String told = annotate.summary();
      work.publish();
      progress.step(told + " in " + request.out() + "/" + Columns.ANNOTATIONS_TABLE);
      return 0;
    }
  }

  private void write(AnnotateRequest request) {
    AnnotateRequest.Reference asked = request.reference();
    begin("Reading the reference");
    Dataset<Row> reference = EmbeddingsTable.read(spark, asked.path(), asked.arm());
    try (KnnAnnotation knn =
        KnnAnnotation.over(reference, Columns.EMBEDDING, asked.label(), options(request.vote()))) {
      progress.step(
          "  %,d cells of %,d types".formatted(knn.referenceRows(), knn.referenceLabels()));
      Dataset<Row> cells = cells(request.cells(), asked.arm());
      begin("Annotating cells by their nearest neighbours");
      knn.annotate(cells, Columns.EMBEDDING)
          .drop(Columns.EMBEDDING)
          .withColumn(Columns.ABSTAINED, abstained(request.vote().maxDistance()))
          .write()
          .parquet(path(Columns.ANNOTATIONS_TABLE).toString());
    }
  }

  private Dataset<Row> cells(AnnotateRequest.Cells cells, Optional<String> arm) {
    if (cells instanceof AnnotateRequest.Cells.Files files) {
      return embedded(files);
    }
    return EmbeddingsTable.read(spark, ((AnnotateRequest.Cells.Table) cells).path(), arm);
  }

  /** Embedded first, into a table beside the annotations, so that no cell is embedded twice. */
  private Dataset<Row> embedded(AnnotateRequest.Cells.Files files) {
    begin("Embedding cells");
    Path folder = path("embedded");
    EmbedCells.run(
        spark,
        settings,
        new EmbedRequest(
            files.input(),
            files.model(),
            folder.toString(),
            files.adapter().map(adapter -> Map.of(Arms.ADAPTER, adapter)).orElse(Map.of()),
            files.adapter().isEmpty(),
            false),
        new Quiet(progress));
    Path table = path(Columns.EMBEDDINGS_TABLE);
    try {
      if (!work.files().rename(new Path(folder, Columns.EMBEDDINGS_TABLE), table)) {
        throw new IOException("the file system refused");
      }
      work.files().delete(folder, true);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot move embeddings (" + e.getMessage() + "): " + table, e);
    }
    return spark.read().parquet(table.toString());
  }

  private KnnOptions options(AnnotateRequest.Vote vote) {
    return new KnnOptions(vote.k(), vote.weighting(), sizes(settings));
  }

  /** How a search is cut. */
  static KnnOptions.Sizes sizes(Settings settings) {
    return new KnnOptions.Sizes(
        settings.knn().batchSize(),
        settings.knn().blockRows(),
        (long) settings.knn().broadcastMebibytes() << 20,
        Math.max(1, settings.encoder().threads()));
  }

  /** Null where there is nothing to judge, as the other columns. */
  private static Column abstained(Optional<Double> maxDistance) {
    Column limit = lit(maxDistance.orElse(Double.POSITIVE_INFINITY));
    return col(Columns.MIN_DIST).cast("double").gt(limit);
  }

  private String summary() {
    jobs.begin("Counting annotations");
    Row counts =
        spark
            .read()
            .parquet(path(Columns.ANNOTATIONS_TABLE).toString())
            .agg(functions.count("*"), count_if(col(Columns.ABSTAINED)))
            .first();
    return "%,d cells annotated, %,d abstained".formatted(counts.getLong(0), counts.getLong(1));
  }

  private void begin(String what) {
    progress.step(what);
    jobs.begin(what);
  }

  private Path path(String table) {
    return work.path(table);
  }
}
