package io.cellora.job.stage;

import io.cellora.encoder.Arm;
import io.cellora.encoder.HadoopFolder;
import io.cellora.job.config.Columns;
import io.cellora.job.config.EmbedRequest;
import io.cellora.job.config.Progress;
import io.cellora.job.config.Settings;
import io.cellora.weights.LoraWeights;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** {@code cellora embed}: h5ad files to a Parquet table of embeddings, all arms in one pass. */
public final class EmbedCells {

  private final JavaSparkContext context;
  private final EmbedRequest request;
  private final WorkFolder work;

  private EmbedCells(JavaSparkContext context, EmbedRequest request, WorkFolder work) {
    this.context = context;
    this.request = request;
    this.work = work;
  }

  /** Answers the exit code. */
  public static int run(
      SparkSession spark, Settings settings, EmbedRequest request, Progress progress) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    try (WorkFolder work =
            WorkFolder.create(request.out(), request.overwrite(), context.hadoopConfiguration());
        Model model = Model.load(request.model(), context, settings.encoder())) {
      progress.step("Embedding cells");
      JobGroup jobs = JobGroup.of(spark, "embed");
      jobs.begin("Embedding cells");
      Dataset<Row> cells =
          new CellReader(spark, settings.input(), model.geneOrder())
              .unlabelled(request.input(), "input");
      EmbedCells embed = new EmbedCells(context, request, work);
      embed.write(model, cells);
      jobs.begin("Counting embeddings");
      long count = spark.read().parquet(embed.table()).count();
      work.publish();
      progress.step(
          "%,d embeddings in %s".formatted(count, request.out() + "/" + Columns.EMBEDDINGS_TABLE));
      return 0;
    }
  }

  private String table() {
    return work.path(Columns.EMBEDDINGS_TABLE).toString();
  }

  private void write(Model model, Dataset<Row> cells) {
    List<Broadcast<LoraWeights>> adapters = new ArrayList<>();
    try {
      Map<String, Arm> arms = new LinkedHashMap<>();
      if (request.base()) {
        arms.put(Arms.BASELINE, Arm.BASE);
      }
      for (Map.Entry<String, String> named : request.adapters().entrySet()) {
        Broadcast<LoraWeights> adapter =
            context.broadcast(
                HadoopFolder.readAdapter(named.getValue(), context.hadoopConfiguration()));
        adapters.add(adapter);
        arms.put(named.getKey(), Arm.adapted(named.getKey(), adapter));
      }
      Dataset<Row> kept =
          cells.select(
              Columns.CELL_ID, Columns.SHARD, Columns.ROW, Columns.LABEL, Columns.FEATURES);
      Embed.embeddings(kept, model, arms).write().parquet(table());
    } finally {
      adapters.forEach(Broadcast::destroy);
    }
  }
}
