package io.cellora.job.stage;

import io.cellora.genes.GeneOrder;
import io.cellora.job.bench.BenchFolder;
import io.cellora.job.bench.BenchModel;
import io.cellora.job.bench.PeerKit;
import io.cellora.job.bench.PeerProcess;
import io.cellora.job.bench.Processor;
import io.cellora.job.config.BenchEmbedRequest;
import io.cellora.job.config.Progress;
import io.cellora.job.config.Settings;
import io.cellora.job.report.EmbedRates;
import io.cellora.job.report.EmbedRates.Runner;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * {@code cellora bench embed}: cells a second from features in memory to embeddings, beside
 * scimilarity on the same cells, with the same model, in the same minutes.
 */
public final class BenchEmbed {

  private final Settings settings;
  private final BenchEmbedRequest request;
  private final Progress progress;
  private final Path work;

  /** As it was before this process was held to some of its cores. */
  private final String processor = Processor.name();

  private BenchEmbed(Settings settings, BenchEmbedRequest request, Progress progress, Path work) {
    this.settings = settings;
    this.request = request;
    this.progress = progress;
    this.work = work;
  }

  /** Answers the exit code. */
  public static int run(
      BenchRead.Sessions sessions,
      Settings settings,
      BenchEmbedRequest request,
      Progress progress) {
    try (BenchFolder folder = BenchFolder.open(request.work());
        BenchSessions spark = new BenchSessions(sessions)) {
      EmbedRates rates = new BenchEmbed(settings, request, progress, folder.path()).measure(spark);
      new BenchMaterial(folder.path(), progress).print(request.form(), rates::json, rates::text);
      return 0;
    }
  }

  private EmbedRates measure(BenchSessions spark) {
    BenchMaterial material = new BenchMaterial(work, progress);
    Path model = material.model(request.model(), request.cells().genes(), BenchModel::write);
    GeneOrder genes = BenchMaterial.genes(model);
    Path cells = material.features(request.cells(), genes);
    Optional<Path> python = PeerPython.of(request.peer(), PeerKit.EMBED, work, progress);
    // the peer inherits what this process may use when it starts
    SparkSession session = spark.cores(request.cores());
    Optional<PeerProcess> peer =
        python.map(
            program -> PeerProcess.start(program, PeerKit.EMBED, work, peerOptions(model, cells)));
    JavaSparkContext context = JavaSparkContext.fromSparkContext(session.sparkContext());
    try (Model loaded = Model.load(model.toString(), context, settings.encoder());
        EmbedRuns runs = EmbedRuns.open(session, loaded, cells, request)) {
      progress.step("Embedding");
      Map<Runner, List<Double>> seconds =
          Rounds.timed(Runner.class, request.turns().runs(), progress, () -> runs.round(peer));
      Map<String, Number> agreement = new LinkedHashMap<>();
      peer.ifPresent(p -> agreement.putAll(runs.agreement(p, work.resolve("peer.f32"))));
      return new EmbedRates(
          sizes(loaded, spark.held()), seconds, agreement, versions(session, peer));
    } finally {
      peer.ifPresent(PeerProcess::close);
    }
  }

  private List<String> peerOptions(Path model, Path cells) {
    return List.of(
        "--model",
        model.toString(),
        "--file",
        cells.toString(),
        "--threads",
        String.valueOf(request.cores()));
  }

  private Map<String, Object> sizes(Model model, boolean held) {
    Map<String, Object> sizes = new LinkedHashMap<>();
    sizes.put(EmbedRates.CELLS, request.cells().cells());
    sizes.put("nonzeros", request.cells().nonzeros());
    sizes.put("widths", BenchMaterial.widths(model));
    sizes.put("arms", request.turns().arms());
    sizes.put("batch_size", settings.encoder().batchSize());
    sizes.put("cores", request.cores());
    sizes.put("processor", processor + (held ? ", no others used" : ", others may have helped"));
    return sizes;
  }

  private static Map<String, String> versions(SparkSession session, Optional<PeerProcess> peer) {
    Map<String, String> versions = BenchMaterial.versions(session);
    peer.ifPresent(p -> versions.putAll(p.versions()));
    return versions;
  }
}
