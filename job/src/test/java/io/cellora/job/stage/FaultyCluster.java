package io.cellora.job.stage;

import io.cellora.FaultyFileSystem;
import io.cellora.job.config.EmbedRequest;
import io.cellora.job.config.SilentProgress;
import io.cellora.job.config.TrainRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process of its own with executors of their own, to which bad things happen: {@code SHARDS_TRAIN
 * SHARD_VAL MODEL OUT}. Logs what happened, so that a test knows that it did.
 */
final class FaultyCluster {

  private static final Logger LOG = LoggerFactory.getLogger(FaultyCluster.class);

  static final Map<String, String> SETTINGS =
      Map.of("arms.run", "lora-ce", "train.epochs", "6", "input.rowsPerPartition", "30");

  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final SparkSession spark;
  private final TwoHosts hosts;
  private final String train;
  private final String val;
  private final String model;
  private final Path out;
  private final AtomicInteger speculative = new AtomicInteger();
  private final AtomicInteger decommissioned = new AtomicInteger();
  private final AtomicInteger lost = new AtomicInteger();
  private final AtomicInteger failed = new AtomicInteger();

  private FaultyCluster(SparkSession spark, TwoHosts hosts, String... args) {
    this.spark = spark;
    this.hosts = hosts;
    this.train = args[0];
    this.val = args[1];
    this.model = args[2];
    this.out = Path.of(args[3]);
  }

  public static void main(String... args) throws IOException, InterruptedException {
    Path folder = Path.of("").toAbsolutePath();
    try (TwoHosts hosts = TwoHosts.start(folder);
        SparkSession spark = open(hosts.url(), System.getProperty("java.class.path"))) {
      FaultyCluster cluster = new FaultyCluster(spark, hosts, args);
      spark.sparkContext().addSparkListener(cluster.new Events());
      cluster.run();
    }
  }

  /** What Spark needs on Java 17 and does not add by itself. */
  static List<String> addOpens() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--add-opens="))
        .toList();
  }

  private static SparkSession open(String master, String classPath) {
    return SparkSession.builder()
        .master(master)
        .config("spark.executor.memory", "800m")
        .config("spark.cores.max", "2")
        .config("spark.scheduler.maxRegisteredResourcesWaitingTime", "120s")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.executor.extraClassPath", classPath)
        .config("spark.executorEnv.DJL_OFFLINE", "true")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.scheduler.minRegisteredResourcesRatio", "1")
        .config("spark.task.maxFailures", "20")
        .config("spark.speculation", "true")
        .config("spark.speculation.interval", "50ms")
        .config("spark.speculation.quantile", "0.3")
        .config("spark.decommission.enabled", "true")
        .config("spark.storage.decommission.enabled", "true")
        .config("spark.storage.decommission.replicationReattemptInterval", "1s")
        .config("spark.hadoop.fs.faulty.impl", FaultyFileSystem.class.getName())
        .config("spark.hadoop." + FaultyFileSystem.EVERY, "9")
        .config("spark.hadoop." + FaultyFileSystem.SLOW_MILLIS, "240000")
        .getOrCreate();
  }

  private void run() {
    embed();
    train();
    LOG.warn(
        "speculative={} failed={} decommissioned={} lost={}",
        speculative.get(),
        failed.get(),
        decommissioned.get(),
        lost.get());
  }

  private void embed() {
    EmbedCells.run(
        spark,
        StageTestBase.settings(SETTINGS),
        new EmbedRequest(
            List.of(val), model, out.resolve("embedded").toString(), Map.of(), true, false),
        new StageTestBase.Told());
  }

  private void train() {
    Train.run(
        spark,
        StageTestBase.settings(SETTINGS),
        new TrainRequest(
            List.of(train),
            List.of(val),
            model,
            out.resolve("trained").toString(),
            List.of(),
            false,
            false),
        new Meanwhile());
  }

  /**
   * Things that happen while a training goes on, each once. The second waits until the first is
   * over, and the training until the second is: an executor that is told to leave takes its time.
   */
  private final class Meanwhile implements SilentProgress {

    private final List<ProcessHandle> executors = hosts.executors();
    private int done;

    @Override
    public void step(String what) {
      update(what);
    }

    @Override
    public void update(String line) {
      if (done == 0 && line.contains("epoch 2/")) {
        done++;
        signal("-PWR", executors.get(0));
      } else if (done == 1 && line.contains("epoch 4/")) {
        done++;
        await(decommissioned);
        signal("-KILL", executors.get(1));
        await(lost);
      }
    }
  }

  private static void await(AtomicInteger happened) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (happened.get() == 0 && System.nanoTime() < end) {
      LockSupport.parkNanos(50_000_000);
    }
    LOG.warn("went on");
  }

  private static void signal(String signal, ProcessHandle executor) {
    LOG.warn("kill {} {}", signal, executor.pid());
    try {
      new ProcessBuilder("kill", signal, Long.toString(executor.pid())).inheritIO().start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Counts what Spark says of it. */
  private final class Events extends SparkListener {

    @Override
    public void onTaskStart(SparkListenerTaskStart start) {
      if (start.taskInfo().speculative()) {
        speculative.incrementAndGet();
      }
    }

    @Override
    public void onTaskEnd(SparkListenerTaskEnd end) {
      if (end.reason().toString().contains("the store failed")) {
        failed.incrementAndGet();
      }
    }

    @Override
    public void onExecutorRemoved(SparkListenerExecutorRemoved removed) {
      boolean asked = removed.reason().toLowerCase(Locale.ROOT).contains("decommission");
      (asked ? decommissioned : lost).incrementAndGet();
    }
  }
}
