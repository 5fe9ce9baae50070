package io.cellora.job.stage;

import static org.apache.spark.sql.functions.lit;

import io.cellora.encoder.HadoopFolder;
import io.cellora.job.config.Columns;
import io.cellora.job.config.EmbedRequest;
import io.cellora.job.config.Progress;
import io.cellora.job.config.Settings;
import io.cellora.weights.LoraWeights;
import io.cellora.weights.PeftAdapter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** {@code cellora embed}: h5ad files to a Parquet table of embeddings. */
public final class EmbedCells {

  private final JavaSparkContext context;
  private final Settings settings;
  private final WorkFolder work;

  private EmbedCells(JavaSparkContext context, Settings settings, WorkFolder work) {
    this.context = context;
    this.settings = settings;
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
      spark.sparkContext().setJobDescription("Embedding cells");
      Dataset<Row> cells =
          new CellReader(spark, settings.input(), model.geneOrder())
              .unlabelled(request.input(), "input");
      EmbedCells embed = new EmbedCells(context, settings, work);
      embed.write(model, cells, request.adapter());
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

  private void write(Model model, Dataset<Row> cells, Optional<String> adapterUrl) {
    Broadcast<LoraWeights> adapter =
        adapterUrl.map(url -> context.broadcast(read(url))).orElse(null);
    try {
      Dataset<Row> kept =
          cells.select(
              Columns.CELL_ID, Columns.SHARD, Columns.ROW, Columns.LABEL, Columns.FEATURES);
      Embed.embeddings(kept, model, adapter, settings.encoder().batchSize())
          .withColumn(Columns.ARM, lit(adapterUrl.isPresent() ? "adapter" : Arms.BASELINE))
          .write()
          .parquet(table());
    } finally {
      if (adapter != null) {
        adapter.destroy();
      }
    }
  }

  private LoraWeights read(String url) {
    try {
      return PeftAdapter.read(new HadoopFolder(url, context.hadoopConfiguration()));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read adapter (" + e.getMessage() + "): " + url, e);
    }
  }
}
