package io.cellora.job.config;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.internal.config.ConfigEntry$;

/**
 * The properties that this Spark knows, to find typing errors: Spark itself takes any name and says
 * nothing. Asks Spark's own registry, which is not public: a Spark without it knows every name.
 */
public final class SparkKeys {

  /** Classes that tell the registry of their properties when they are loaded. */
  private static final List<String> HOLDERS =
      List.of(
          "org.apache.spark.internal.config.package$",
          "org.apache.spark.internal.config.Deploy$",
          "org.apache.spark.internal.config.History$",
          "org.apache.spark.internal.config.Kryo$",
          "org.apache.spark.internal.config.Network$",
          "org.apache.spark.internal.config.Python$",
          "org.apache.spark.internal.config.Status$",
          "org.apache.spark.internal.config.Streaming$",
          "org.apache.spark.internal.config.UI$",
          "org.apache.spark.internal.config.Worker$",
          "org.apache.spark.sql.internal.SQLConf$",
          "org.apache.spark.sql.internal.StaticSQLConf$",
          "org.apache.spark.deploy.k8s.Config$",
          "org.apache.spark.deploy.yarn.config.package$");

  /** Names of which the user makes up the end. */
  private static final List<String> OPEN =
      List.of(
          "spark.hadoop.",
          "spark.executorEnv.",
          "spark.driver.resource.",
          "spark.executor.resource.",
          "spark.task.resource.",
          "spark.metrics.conf.",
          "spark.sql.catalog.",
          "spark.ssl.",
          "spark.yarn.appMasterEnv.");

  private static final String PREFIX = "spark.";
  private static final int NEAR = 2;
  private static final Set<String> KNOWN = known();

  private SparkKeys() {}

  /** Whether Spark knows the name, or the end of the name is the user's. */
  public static boolean knows(String key) {
    return KNOWN.isEmpty() || KNOWN.contains(key) || OPEN.stream().anyMatch(key::startsWith);
  }

  /** The name that was meant; empty where the name is known, or nothing is near. */
  public static Optional<String> meant(String key) {
    if (knows(key)) {
      return Optional.empty();
    }
    if (KNOWN.contains(PREFIX + key)) {
      return Optional.of(PREFIX + key);
    }
    return KNOWN.stream()
        .filter(known -> Math.abs(known.length() - key.length()) <= NEAR)
        .filter(known -> KnownKeys.edits(key, known) <= NEAR)
        .min(
            Comparator.<String>comparingInt(known -> KnownKeys.edits(key, known))
                .thenComparing(Comparator.naturalOrder()));
  }

  private static Set<String> known() {
    Set<String> known = new HashSet<>();
    HOLDERS.forEach(SparkKeys::load);
    try {
      known.addAll(ConfigEntry$.MODULE$.knownConfigs().keySet());
    } catch (LinkageError e) {
      known.clear(); // a vendor's Spark: nothing can be said
    }
    return known;
  }

  private static void load(String holder) {
    try {
      Class.forName(holder);
    } catch (ClassNotFoundException | LinkageError e) {
      return; // not every Spark has each
    }
  }
}
