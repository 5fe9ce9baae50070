package io.cellora.torch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * A driver of its own with three executors, each a JVM with a temporary folder of its own as in
 * containers, that start torch at once. Writes what they answer to a file.
 */
final class ThreeExecutors {

  static final String ANSWERS = "answers.txt";
  static final String LOG_SETTINGS = "log4j2.properties";

  private ThreeExecutors() {}

  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    Path meeting = Files.createDirectories(folder.resolve("meeting"));
    try (SparkSession spark = session(folder)) {
      List<String> answers =
          JavaSparkContext.fromSparkContext(spark.sparkContext())
              .parallelize(List.of(0, 1, 2), 3)
              .map(new StartedTorch(meeting, 3))
              .collect();
      Files.write(folder.resolve(ANSWERS), answers);
    }
  }

  private static SparkSession session(Path folder) {
    return SparkSession.builder()
        .master("local-cluster[3,1,1024]")
        .appName("three-executors")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.executor.memory", "512m")
        .config("spark.executor.extraClassPath", System.getProperty("java.class.path"))
        .config(
            "spark.executor.extraJavaOptions",
            "-Djava.io.tmpdir="
                + folder.resolve("tmp-{{EXECUTOR_ID}}")
                + " -Dlog4j2.configurationFile="
                + folder.resolve(LOG_SETTINGS).toUri())
        .config("spark.scheduler.minRegisteredResourcesRatio", "1.0")
        .config("spark.scheduler.maxRegisteredResourcesWaitingTime", "120s")
        .getOrCreate();
  }
}
