package io.cellora.job.stage;

import static org.apache.spark.sql.functions.col;

import io.cellora.encoder.Arm;
import io.cellora.encoder.EmbeddingForms;
import io.cellora.encoder.EncoderFrames;
import io.cellora.encoder.EncoderOptions;
import io.cellora.encoder.EncoderReference;
import io.cellora.encoder.Precision;
import io.cellora.job.bench.BenchModel;
import io.cellora.job.bench.PeerProcess;
import io.cellora.job.config.BenchEmbedRequest;
import io.cellora.job.config.Columns;
import io.cellora.job.report.EmbedRates.Runner;
import io.cellora.weights.LoraWeights;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The turns of {@code bench embed}, on cells that Spark holds in memory. */
final class EmbedRuns implements AutoCloseable {

  private static final double NANOS = 1e9;
  private static final int PARTITIONS_A_CORE = 4;
  private static final int COMPARED = 500;
  private static final String ROW = "_row";
  private static final String BASE = "arm_0";
  private static final Map<String, Arm> ONE_ARM = Map.of(BASE, Arm.BASE);

  private final Dataset<Row> cells;
  private final Model model;
  private final BenchEmbedRequest request;
  private final List<Broadcast<LoraWeights>> adapters = new ArrayList<>();
  private final Map<String, Arm> arms = new LinkedHashMap<>();

  private EmbedRuns(Dataset<Row> cells, Model model, BenchEmbedRequest request) {
    this.cells = cells;
    this.model = model;
    this.request = request;
  }

  /** Reads the features into Spark's memory. */
  static EmbedRuns open(
      SparkSession session, Model model, Path features, BenchEmbedRequest request) {
    int partitions = PARTITIONS_A_CORE * request.cores();
    Dataset<Row> cells =
        session
            .read()
            .format("h5ad")
            .option("layer", "X")
            .option(
                "rowsPerPartition",
                Math.max(1, -Math.floorDiv(-request.cells().cells(), partitions)))
            .load(features.toString())
            .select(ROW, Columns.FEATURES)
            .cache();
    cells.count();
    EmbedRuns runs = new EmbedRuns(cells, model, request);
    runs.makeArms(JavaSparkContext.fromSparkContext(session.sparkContext()));
    return runs;
  }

  private void makeArms(JavaSparkContext context) {
    arms.put(BASE, Arm.BASE);
    for (int i = 1; i < request.turns().arms(); i++) {
      Broadcast<LoraWeights> adapter = context.broadcast(BenchModel.adapter(model.weights(), i));
      adapters.add(adapter);
      arms.put("arm_" + i, Arm.adapted("arm_" + i, adapter));
    }
  }

  /** The seconds of each, one after the other. */
  Map<Runner, Double> round(Optional<PeerProcess> peer) {
    Map<Runner, Double> taken = new EnumMap<>(Runner.class);
    peer.ifPresent(p -> taken.put(Runner.PEER, seconds(p)));
    for (Precision precision : request.turns().precisions().each()) {
      taken.put(Runner.oneArm(precision), seconds(precision, ONE_ARM));
      if (arms.size() > 1) {
        taken.put(Runner.allArms(precision), seconds(precision, arms));
      }
    }
    return taken;
  }

  private double seconds(PeerProcess peer) {
    PeerProcess.Run run = peer.run();
    if (run.cells() != request.cells().cells()) {
      throw new IllegalStateException(
          "Cannot compare (the peer embedded %,d cells, expected %,d)"
              .formatted(run.cells(), request.cells().cells()));
    }
    return run.seconds();
  }

  /** Every embedding, to nowhere. */
  private double seconds(Precision precision, Map<String, Arm> asked) {
    long start = System.nanoTime();
    embedded(precision, asked)
        .drop(ROW, Columns.FEATURES)
        .write()
        .format("noop")
        .mode("overwrite")
        .save();
    return (System.nanoTime() - start) / NANOS;
  }

  private Dataset<Row> embedded(Precision precision, Map<String, Arm> asked) {
    EncoderReference encoder = model.encoder();
    EncoderOptions options = encoder.options();
    return EncoderFrames.encode(
        cells,
        new EncoderReference(
            encoder.sha256(),
            encoder.weights(),
            new EncoderOptions(
                precision, options.batchSize(), options.threads(), options.device())),
        Columns.FEATURES,
        asked,
        EmbeddingForms.ARRAY);
  }

  /** How near Cellora's embeddings are to those of the peer's last run, over some of the cells. */
  Map<String, Number> agreement(PeerProcess peer, Path file) {
    int every = Math.max(1, request.cells().cells() / COMPARED);
    float[][] expected = peer.rows(every, file);
    Map<String, Number> agreement = new LinkedHashMap<>();
    agreement.put("compared_cells", expected.length);
    for (Precision precision : request.turns().precisions().each()) {
      Agreement found = Agreement.of(sample(precision, every), expected);
      String suffix = precision == Precision.FLOAT32 ? "" : "_" + precision;
      agreement.put("max_abs_difference" + suffix, found.largestDifference());
      agreement.put("min_cosine" + suffix, found.smallestCosine());
    }
    return agreement;
  }

  private List<float[]> sample(Precision precision, int every) {
    List<float[]> sample = new ArrayList<>();
    for (Row row :
        embedded(precision, ONE_ARM)
            .filter(col(ROW).mod(every).equalTo(0))
            .orderBy(ROW)
            .select(BASE)
            .collectAsList()) {
      List<Float> values = row.getList(0);
      float[] embedding = new float[values.size()];
      for (int i = 0; i < embedding.length; i++) {
        embedding[i] = values.get(i);
      }
      sample.add(embedding);
    }
    return sample;
  }

  @Override
  public void close() {
    adapters.forEach(Broadcast::destroy);
    cells.unpersist(true);
  }
}
