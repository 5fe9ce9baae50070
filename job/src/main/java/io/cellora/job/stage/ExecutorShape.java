package io.cellora.job.stage;

import io.cellora.probe.Bytes;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;

/**
 * Size of an executor as Spark works it out from its properties.
 *
 * @param slots tasks that run at once
 * @param overheadBytes memory outside the heap
 */
record ExecutorShape(int slots, long overheadBytes) {

  private static final Pattern LOCAL_CLUSTER =
      Pattern.compile("local-cluster\\[\\s*\\d+\\s*,\\s*(\\d+)\\s*,.*");
  private static final String GPUS = "spark.executor.resource.gpu.amount";
  private static final String GPUS_OF_A_TASK = "spark.task.resource.gpu.amount";
  private static final long DEFAULT_MEMORY_MB = 1024;

  /**
   * Reads Spark's properties.
   *
   * @param coresFound of an executor, where its cores are not a property
   */
  static ExecutorShape of(SparkConf conf, int coresFound) {
    int slots = cores(conf, coresFound) / conf.getInt("spark.task.cpus", 1);
    double gpus = conf.getDouble(GPUS, 0);
    double ofTask = conf.getDouble(GPUS_OF_A_TASK, 0);
    int byGpus = gpus > 0 && ofTask > 0 ? (int) (gpus / ofTask) : slots;
    return new ExecutorShape(Math.max(1, Math.min(slots, byGpus)), overhead(conf) * Bytes.MEBI);
  }

  private static int cores(SparkConf conf, int found) {
    String master = conf.get("spark.master");
    Matcher local = LOCAL_CLUSTER.matcher(master);
    if (local.matches()) {
      return Integer.parseInt(local.group(1));
    }
    boolean oneByDefault = master.startsWith("yarn") || master.startsWith("k8s");
    return conf.getInt("spark.executor.cores", oneByDefault ? 1 : found);
  }

  private static long overhead(SparkConf conf) {
    long heap = conf.getSizeAsMb("spark.executor.memory", DEFAULT_MEMORY_MB + "m");
    double factor = conf.getDouble("spark.executor.memoryOverheadFactor", 0.1);
    long least = conf.getSizeAsMb("spark.executor.minMemoryOverhead", "384m");
    long usual = Math.max(least, (long) (factor * heap));
    return conf.getSizeAsMb("spark.executor.memoryOverhead", usual + "m");
  }
}
