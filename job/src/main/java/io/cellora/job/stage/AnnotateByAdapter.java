package io.cellora.job.stage;

import static org.apache.spark.ml.functions.array_to_vector;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;

import io.cellora.encoder.Arm;
import io.cellora.job.config.AdapterAnnotateRequest;
import io.cellora.job.config.AnnotateRequest;
import io.cellora.job.config.Columns;
import io.cellora.job.config.Progress;
import io.cellora.job.config.Settings;
import io.cellora.knn.KnnAnnotation;
import io.cellora.knn.KnnOptions;
import io.cellora.knn.KnnWeighting;
import io.cellora.lora.Calibration;
import io.cellora.lora.Predictions;
import io.cellora.lora.TrainingDistances;
import io.cellora.lora.TrainingProfile;
import io.cellora.weights.LoraWeights;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** {@code cellora annotate --adapter}: cells get the type that an adapter's head gives them. */
public final class AnnotateByAdapter {

  private final SparkSession spark;
  private final Settings settings;
  private final AdapterAnnotateRequest request;
  private final WorkFolder work;
  private final Progress progress;
  private final JobGroup jobs;
  private final AnnotatingAdapter adapter;

  private AnnotateByAdapter(
      SparkSession spark,
      Settings settings,
      AdapterAnnotateRequest request,
      WorkFolder work,
      Progress progress) {
    this.spark = spark;
    this.settings = settings;
    this.request = request;
    this.work = work;
    this.progress = progress;
    this.jobs = JobGroup.of(spark, "annotate");
    this.adapter =
        AnnotatingAdapter.read(request.adapter(), spark.sparkContext().hadoopConfiguration());
  }

  /** Answers the exit code. */
  public static int run(
      SparkSession spark, Settings settings, AdapterAnnotateRequest request, Progress progress) {
    AdapterAnnotateRequest.Output output = request.output();
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    try (WorkFolder work = WorkFolder.create(output.out(), output.overwrite(), hadoop)) {
      AnnotateByAdapter annotate = new AnnotateByAdapter(spark, settings, request, work, progress);
      annotate.tellWhatIsKnown();
      annotate.embed();
      annotate.annotate();
      AnnotationForms forms = new AnnotationForms(spark, work, progress, annotate.jobs);
      forms.write(output.forms(), annotate.adapter.head().labels().size());
      String told = forms.summary();
      work.publish();
      progress.step(told + " in " + output.out());
      return 0;
    }
  }

  private void tellWhatIsKnown() {
    progress.step("  " + adapter.head().labels().size() + " classes");
    progress.step(
        adapter
            .fitted()
            .map(AnnotateByAdapter::describe)
            .orElse("  no calibration.json beside the adapter: confidence is not calibrated"));
    if (request.reference().isEmpty()) {
      progress.step(adapter.profile().map(AnnotateByAdapter::describe).orElseGet(this::noProfile));
    }
  }

  private static String describe(Calibration fitted) {
    return "  calibrated: temperature %.3f, %s"
        .formatted(
            fitted.temperature(),
            fitted.threshold().isPresent()
                ? "cells below %.3f abstain".formatted(fitted.threshold().getAsDouble())
                : "no threshold keeps the risk: --min-confidence sets one");
  }

  private static String describe(TrainingProfile profile) {
    double[] percentiles = profile.percentiles();
    return "  distances of training cells: half up to %.4f, 99 %% up to %.4f"
        .formatted(percentiles[50], percentiles[99]);
  }

  private String noProfile() {
    if (request.limits().maxDistance().isPresent()) {
      throw new IllegalArgumentException(
          "Cannot judge by --max-distance (no training_cells.json beside the adapter; train it"
              + " anew, or give its embeddings of known cells by --reference): "
              + adapter.url());
    }
    return "  no training_cells.json beside the adapter: distances are not known";
  }

  /** Every cell once, into a table that all else is made from. */
  private void embed() {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    begin("Embedding cells");
    try (Model model = Model.load(adapter.model(request.model()), context, settings.encoder())) {
      adapter.checkFits(model);
      Broadcast<LoraWeights> weights = context.broadcast(adapter.weights());
      try {
        Dataset<Row> cells =
            new CellReader(spark, settings.input(), model.geneOrder())
                .unlabelled(request.input(), "input")
                .select(
                    lit(RunIds.fresh()).as(Columns.RUN_ID),
                    col(Columns.CELL_ID),
                    col(Columns.SHARD),
                    col(Columns.ROW),
                    col(Columns.LABEL),
                    col(Columns.FEATURES));
        Embed.embeddings(cells, model, Map.of(Arms.ADAPTER, Arm.adapted(Arms.ADAPTER, weights)))
            .write()
            .parquet(path(Columns.EMBEDDINGS_TABLE));
      } finally {
        weights.destroy();
      }
    }
    refuseShardsOfOneName();
  }

  /** A cell is found by shard and row. */
  private void refuseShardsOfOneName() {
    embedded()
        .groupBy(Columns.SHARD)
        .agg(count("*").as("cells"), max(Columns.ROW).as("last"))
        .filter("cells > last + 1")
        .orderBy(Columns.SHARD)
        .limit(1)
        .collectAsList()
        .forEach(
            shard -> {
              throw new IllegalArgumentException(
                  "Cannot tell the cells of two files apart (both have one name; rename one): "
                      + shard.getString(0));
            });
  }

  private void annotate() {
    if (request.reference().isEmpty()) {
      begin("Annotating cells by the adapter's head");
      write(
          adapter
              .profile()
              .map(
                  profile -> TrainingDistances.add(vectors(embedded()), Columns.EMBEDDING, profile))
              .orElseGet(() -> vectors(withDistance(embedded(), lit(null)))));
    } else {
      annotateBeside(request.reference().get());
    }
  }

  /** Distances are those to the nearest cell of the reference. */
  private void annotateBeside(AnnotateRequest.Reference asked) {
    begin("Reading the reference");
    Dataset<Row> reference = EmbeddingsTable.read(spark, asked.path(), asked.arm());
    KnnOptions nearest = new KnnOptions(1, KnnWeighting.UNIFORM, Annotate.sizes(settings));
    try (KnnAnnotation knn =
        KnnAnnotation.over(reference, Columns.EMBEDDING, asked.label(), nearest)) {
      begin("Annotating cells by the adapter's head");
      Dataset<Row> cells = embedded();
      Dataset<Row> near = knn.annotate(cells, Columns.EMBEDDING);
      List<String> kept = new ArrayList<>(List.of(cells.columns()));
      kept.addAll(List.of(Columns.DISTANCE, Columns.DISTANCE_PERCENTILE));
      write(
          vectors(
              withDistance(near, col(Columns.MIN_DIST)).selectExpr(kept.toArray(new String[0]))));
    }
  }

  private static Dataset<Row> withDistance(Dataset<Row> cells, Column distance) {
    return cells
        .withColumn(Columns.DISTANCE, distance.cast("double"))
        .withColumn(Columns.DISTANCE_PERCENTILE, lit(null).cast("int"));
  }

  private static Dataset<Row> vectors(Dataset<Row> cells) {
    return cells.withColumn(Columns.EMBEDDING, array_to_vector(col(Columns.EMBEDDING)));
  }

  /** Takes cells with embedding and distance. */
  private void write(Dataset<Row> cells) {
    Abstention abstention = new Abstention(adapter.fitted(), request.limits());
    Predictions.ofModel(cells, Columns.EMBEDDING, adapter.head())
        .select(abstention.columns())
        .write()
        .parquet(path(Columns.ANNOTATIONS_TABLE));
  }

  private Dataset<Row> embedded() {
    return spark.read().parquet(path(Columns.EMBEDDINGS_TABLE));
  }

  private void begin(String what) {
    progress.step(what);
    jobs.begin(what);
  }

  private String path(String table) {
    return work.path(table).toString();
  }
}
