package io.cellora.job.stage;

import io.cellora.genes.GeneOrder;
import io.cellora.job.bench.BenchFolder;
import io.cellora.job.bench.BenchInput;
import io.cellora.job.bench.BenchShard;
import io.cellora.job.bench.PeerKit;
import io.cellora.job.bench.PeerProcess;
import io.cellora.job.bench.Processor;
import io.cellora.job.config.BenchReadRequest;
import io.cellora.job.config.BenchShardRequest;
import io.cellora.job.config.OutputForm;
import io.cellora.job.config.Progress;
import io.cellora.job.config.Settings;
import io.cellora.job.report.ReadRates;
import io.cellora.job.report.ReadRatesReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/**
 * {@code cellora bench read}: cells a second from h5ad to aligned, log-normalised features, beside
 * Python on the same files in the same minutes.
 */
public final class BenchRead {

  /** Where sessions come from. */
  @FunctionalInterface
  public interface Sessions {

    SparkSession open(int cores);

    /** Holds this process to so many processors; whether that could be done. */
    default boolean hold(int cores) {
      return false;
    }

    default void close(SparkSession session) {
      session.stop();
    }
  }

  private final Settings.Input input;
  private final BenchReadRequest request;
  private final Progress progress;
  private final Path work;
  private final Map<String, String> versions = new LinkedHashMap<>();

  /** As it was before this process was held to some of its cores. */
  private final String processor = Processor.name();

  private BenchRead(Settings settings, BenchReadRequest request, Progress progress, Path work) {
    this.input = settings.input();
    this.request = request;
    this.progress = progress;
    this.work = work;
  }

  /** Answers the exit code. */
  public static int run(
      Sessions sessions, Settings settings, BenchReadRequest request, Progress progress) {
    try (BenchFolder folder = BenchFolder.open(request.work());
        BenchSessions spark = new BenchSessions(sessions)) {
      ReadRatesReport report =
          new BenchRead(settings, request, progress, folder.path()).measure(spark);
      if (request.form() == OutputForm.JSON) {
        progress.output(report.json());
      } else {
        progress.table(report.text());
      }
      return 0;
    }
  }

  private ReadRatesReport measure(BenchSessions spark) {
    Path order = request.geneOrder().orElseGet(this::madeUpOrder);
    GeneOrder genes = BenchMaterial.geneOrder(order);
    ReadOptions options = new ReadOptions(input, order, genes.size());
    List<BenchInput> inputs = generated() ? List.of(shard(genes)) : files(spark.cores(1));
    versions.put("cellora", RunRecord.version());
    versions.put("spark", spark.cores(1).version());
    versions.put("java", System.getProperty("java.version"));
    List<ReadRates> rates = new ArrayList<>();
    Optional<Path> python = PeerPython.of(request.peer(), PeerKit.READ, work, progress);
    // the peer inherits what this process may use when it starts
    spark.cores(request.cores());
    for (BenchInput each : inputs) {
      rates.add(measure(spark, options, each, python));
    }
    return new ReadRatesReport(
        rates,
        request.cores(),
        generated() ? sizes(genes.size()) : Map.of(),
        processor + (spark.held() ? ", no others used" : ", others may have helped"),
        versions);
  }

  private ReadRates measure(
      BenchSessions spark, ReadOptions options, BenchInput each, Optional<Path> python) {
    progress.step("Reading %s: %,d cells".formatted(each.name(), each.cells()));
    Optional<PeerProcess> peer =
        python.map(
            p -> PeerProcess.start(p, PeerKit.READ, work, options.ofPeer(each, request.cores())));
    try {
      peer.ifPresent(p -> versions.putAll(p.versions()));
      return new ReadRuns(spark, options, request, progress).measure(each, peer);
    } finally {
      peer.ifPresent(PeerProcess::close);
    }
  }

  private boolean generated() {
    return request.files().isEmpty();
  }

  private Path madeUpOrder() {
    try {
      List<String> genes = BenchShard.madeUpGenes(request.shard().genes());
      return Files.writeString(work.resolve("gene_order.tsv"), String.join("\n", genes));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot write gene order (" + e.getMessage() + "): " + work, e);
    }
  }

  private BenchInput shard(GeneOrder genes) {
    BenchShardRequest shard = request.shard();
    progress.step(
        "Generating %,d cells of %,d nonzeros".formatted(shard.cells(), shard.nonzeros()));
    Path file = BenchFolder.fresh(work, "shard.h5ad");
    BenchShard.write(file, shard.withGenes(genes.size()), genes);
    return new BenchInput("generated shard", List.of(file), shard.cells());
  }

  private List<BenchInput> files(SparkSession session) {
    List<BenchInput> inputs = new ArrayList<>();
    for (Path file : request.files()) {
      long cells = session.read().format("h5ad").load(file.toString()).count();
      inputs.add(BenchInput.repeated(file, cells, work.resolve("copies-" + inputs.size())));
    }
    return inputs;
  }

  private Map<String, Object> sizes(int genes) {
    BenchShardRequest shard = request.shard();
    Map<String, Object> sizes = new LinkedHashMap<>();
    sizes.put("cells", shard.cells());
    sizes.put("genes", genes);
    sizes.put("nonzeros", shard.nonzeros());
    sizes.put("compression", shard.compression().name().toLowerCase(Locale.ROOT));
    sizes.put("level", shard.level());
    sizes.put("chunk", shard.chunk().isPresent() ? shard.chunk().getAsInt() : "auto");
    return sizes;
  }
}
