package io.cellora.job;

import java.lang.reflect.InvocationTargetException;

/**
 * Starts Cellora's command line, or says which Java to set where it is too old. Compiled for Java
 * 8, so that an older Java comes this far; hence the command line is found by its name.
 */
public final class Main {

  private static final int LEAST_JAVA = 17;
  private static final String COMMAND_LINE = "io.cellora.job.cli.Cellora";

  private Main() {}

  /**
   * Runs one command, {@code COMMAND [OPTIONS]}.
   *
   * @throws IllegalStateException with what to set, if Java is too old: cluster managers show it
   * @throws Throwable what the command line throws; it exits by itself where a command fails
   */
  public static void main(String[] args) throws Throwable {
    String java = System.getProperty("java.specification.version");
    if (feature(java) < LEAST_JAVA) {
      throw new IllegalStateException(tooOld(java, System.getProperty("java.home")));
    }
    try {
      Class.forName(COMMAND_LINE).getMethod("main", String[].class).invoke(null, (Object) args);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  /** The number of a Java: 8 for 1.8, 17 for 17. */
  static int feature(String specification) {
    return Integer.parseInt(specification.replaceFirst("^1\\.", "").replaceFirst("\\..*", ""));
  }

  static String tooOld(String specification, String home) {
    return String.join(
        System.lineSeparator(),
        "Cannot run Cellora on Java "
            + feature(specification)
            + " (it needs Java 17, on the driver and on every executor): "
            + home,
        "  Databricks: runtime 16.4 LTS or newer; on 15.4 LTS set the cluster's environment variable",
        "    JNAME=zulu17-ca-amd64",
        "  images of Apache Spark: a tag with java17, such as apache/spark:3.5.5-java17",
        "  EMR: release 7 or newer",
        "  YARN elsewhere: --conf spark.yarn.appMasterEnv.JAVA_HOME=/path/of/jdk-17",
        "    --conf spark.executorEnv.JAVA_HOME=/path/of/jdk-17, and JAVA_HOME for spark-submit",
        "  standalone: JAVA_HOME=/path/of/jdk-17 in conf/spark-env.sh of every machine");
  }
}
