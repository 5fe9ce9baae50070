package io.cellora.h5ad;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Opens many shards at once for their layout: a few by threads of the driver, more by a Spark job,
 * with the threshold that Spark has for the listing of folders.
 */
final class Shards {

  private static final String THRESHOLD = "spark.sql.sources.parallelPartitionDiscovery.threshold";
  private static final String DEFAULT_THRESHOLD = "32";
  private static final String DESCRIPTION = "spark.job.description";
  private static final int MOST_THREADS = 8;
  private static final int SHARES_PER_CORE = 4;

  private Shards() {}

  /** In the order of the paths; the first bad one in this order is the one that is reported. */
  static List<Shard> openAll(List<String> paths, Configuration conf) {
    List<Shard> shards = new ArrayList<>();
    for (ShardAttempt attempt : attemptAll(paths, conf)) {
      if (attempt.failed()) {
        // once more, here, for the error with its causes
        shards.add(Shard.open(attempt.path(), conf));
      } else {
        shards.addAll(attempt.shard());
      }
    }
    return shards;
  }

  /** What came of each path, in the order of the paths. */
  static List<ShardAttempt> attemptAll(List<String> paths, Configuration conf) {
    SparkSession spark = SparkSession.active();
    int threshold = Integer.parseInt(spark.conf().get(THRESHOLD, DEFAULT_THRESHOLD));
    return paths.size() <= threshold
        ? onDriver(paths, conf)
        : onExecutors(paths, conf, spark.sparkContext());
  }

  private static List<ShardAttempt> onDriver(List<String> paths, Configuration conf) {
    int threads = Math.max(1, Math.min(MOST_THREADS, paths.size()));
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Callable<ShardAttempt>> calls = new ArrayList<>();
      paths.forEach(path -> calls.add(() -> ShardAttempt.at(path, conf)));
      List<ShardAttempt> attempts = new ArrayList<>();
      for (Future<ShardAttempt> attempt : pool.invokeAll(calls)) {
        attempts.add(attempt.get());
      }
      return attempts;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(
          "Cannot read " + paths.size() + " shards (interrupted)", new IOException(e));
    } catch (ExecutionException e) {
      throw new IllegalStateException("Cannot read " + paths.size() + " shards", e.getCause());
    } finally {
      pool.shutdownNow();
    }
  }

  private static List<ShardAttempt> onExecutors(
      List<String> paths, Configuration conf, SparkContext context) {
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(context);
    int shares = Math.min(paths.size(), SHARES_PER_CORE * spark.defaultParallelism());
    String before = spark.getLocalProperty(DESCRIPTION);
    spark.setLocalProperty(DESCRIPTION, "Reading the layout of " + paths.size() + " h5ad shards");
    try {
      return spark
          .parallelize(paths, shares)
          .map(new ShardAttempt.Opener(new SerializableConfiguration(conf)))
          .collect();
    } finally {
      spark.setLocalProperty(DESCRIPTION, before);
    }
  }
}
