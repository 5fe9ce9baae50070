package io.cellora.h5ad;

import java.util.ArrayList;
import java.util.List;
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
    if (paths.size() < 2) {
      return paths.stream().map(path -> ShardAttempt.at(path, conf)).toList();
    }
    SparkSession spark = SparkSession.active();
    int threshold = Integer.parseInt(spark.conf().get(THRESHOLD, DEFAULT_THRESHOLD));
    return paths.size() <= threshold
        ? SideBySide.map(paths, path -> ShardAttempt.at(path, conf))
        : onExecutors(paths, conf, spark.sparkContext());
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
