package io.cellora.job.cli;

import java.util.Optional;
import picocli.CommandLine;

/**
 * How {@code main} ends. Under spark-submit success returns instead of exiting: on YARN an exit
 * before the application master is told counts as a failure. Nor does the master hear why a driver
 * that it runs has exited, but it tells of an exception.
 */
final class Ending {

  private Ending() {}

  /**
   * Ends the JVM, or returns, as whoever runs this driver wants it.
   *
   * @throws IllegalStateException in place of a failure's exit code in YARN's cluster mode
   */
  static void with(int code, Optional<String> failure) {
    String deployMode = System.getProperty("spark.submit.deployMode");
    boolean done = code == CommandLine.ExitCode.OK;
    if (!done
        && "cluster".equals(deployMode)
        && "yarn".equals(System.getProperty("spark.master"))) {
      throw new IllegalStateException(
          "Cannot finish with exit code 0 (%s): %d".formatted(failure.orElse(reason(code)), code));
    }
    if (!done || deployMode == null) {
      System.exit(code);
    }
  }

  private static String reason(int code) {
    return code == CommandLine.ExitCode.USAGE
        ? "wrong usage, see the driver's standard error"
        : "see the driver's standard error, and sanity_report.json if there is one";
  }
}
