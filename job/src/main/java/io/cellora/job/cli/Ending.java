package io.cellora.job.cli;

import java.util.Optional;
import picocli.CommandLine;

/**
 * How {@code main} ends. Under spark-submit success returns instead of exiting: on YARN an exit
 * before the application master is told counts as a failure. Nor does the master hear why a driver
 * that it runs has exited, but it tells of an exception. Where Spark was there before us, as in a
 * JAR task of Databricks, the process is not ours to end.
 */
final class Ending {

  private Ending() {}

  /**
   * Ends the JVM, or returns, as whoever runs this driver wants it.
   *
   * @param hosted whether the process is someone else's
   * @throws IllegalStateException in place of a failure's exit code in YARN's cluster mode and in a
   *     process of someone else
   */
  static void with(int code, Optional<String> failure, boolean hosted) {
    boolean done = code == CommandLine.ExitCode.OK;
    if (!done && (hosted || runByApplicationMaster())) {
      throw new IllegalStateException(
          "Cannot finish with exit code 0 (%s): %d".formatted(failure.orElse(reason(code)), code));
    }
    boolean submitted = System.getProperty("spark.submit.deployMode") != null;
    if (!hosted && (!done || !submitted)) {
      System.exit(code);
    }
  }

  private static boolean runByApplicationMaster() {
    return "cluster".equals(System.getProperty("spark.submit.deployMode"))
        && "yarn".equals(System.getProperty("spark.master"));
  }

  private static String reason(int code) {
    return code == CommandLine.ExitCode.USAGE
        ? "wrong usage, see the driver's standard error"
        : "see the driver's standard error, and sanity_report.json if there is one";
  }
}
