package io.cellora.job.stage;

import io.cellora.job.bench.BenchInput;
import io.cellora.job.bench.PeerProcess;
import io.cellora.job.config.BenchReadRequest;
import io.cellora.job.config.Progress;
import io.cellora.job.report.ReadRates;
import io.cellora.job.report.ReadRates.Reader;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/** The turns of {@code bench read}. */
final class ReadRuns {

  private static final String INFLATER = "inflater";
  private static final double NANOS = 1e9;

  private final BenchSessions spark;
  private final ReadOptions options;
  private final BenchReadRequest request;
  private final Progress progress;

  ReadRuns(BenchSessions spark, ReadOptions options, BenchReadRequest request, Progress progress) {
    this.spark = spark;
    this.options = options;
    this.request = request;
    this.progress = progress;
  }

  ReadRates measure(BenchInput input, Optional<PeerProcess> peer) {
    Map<Reader, List<Double>> seconds =
        Rounds.timed(Reader.class, request.runs(), progress, () -> round(input, peer));
    return new ReadRates(input.name(), input.cells(), input.bytes(), seconds);
  }

  private Map<Reader, Double> round(BenchInput input, Optional<PeerProcess> peer) {
    Map<Reader, Double> taken = new EnumMap<>(Reader.class);
    peer.ifPresent(p -> taken.put(Reader.PEER, read(p, input)));
    if (request.cores() > 1) {
      taken.put(Reader.CELLORA_ONE_CORE, read(spark.cores(1), input, Map.of()));
    }
    SparkSession session = spark.cores(request.cores());
    taken.put(Reader.CELLORA, read(session, input, Map.of()));
    taken.put(Reader.CELLORA_ZLIB, read(session, input, Map.of(INFLATER, "zlib")));
    return taken;
  }

  private static double read(PeerProcess peer, BenchInput input) {
    PeerProcess.Run run = peer.run();
    if (run.cells() != input.cells()) {
      throw new IllegalStateException(
          "Cannot compare (the peer read %,d cells of %s, expected %,d)"
              .formatted(run.cells(), input.name(), input.cells()));
    }
    return run.seconds();
  }

  /** Every column of every cell, to nowhere: from opening the files to the last feature. */
  private double read(SparkSession session, BenchInput input, Map<String, String> more) {
    String[] paths = input.files().stream().map(Path::toString).toArray(String[]::new);
    long start = System.nanoTime();
    session
        .read()
        .format("h5ad")
        .options(options.ofSource())
        .options(more)
        .load(paths)
        .write()
        .format("noop")
        .mode("overwrite")
        .save();
    return (System.nanoTime() - start) / NANOS;
  }
}
