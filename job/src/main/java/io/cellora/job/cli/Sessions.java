package io.cellora.job.cli;

import io.cellora.job.config.Redaction;
import io.cellora.job.config.Settings;
import io.cellora.job.config.SparkKeys;
import io.cellora.metrics.CelloraPlugin;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/**
 * The one place where a Spark session is built.
 *
 * <p>Strongest first: {@code --master} and {@code --conf}; what spark-submit or the platform has
 * set; the settings; our defaults. Where a session is there before us (a JAR task of Databricks, a
 * notebook), it is used as it is and stays when we are done.
 */
final class Sessions {

  private static final Map<String, String> EVERYWHERE =
      Map.of(
          "spark.sql.session.timeZone", "UTC",
          // What Spark hides of its pages, of its event log and of plans.
          "spark.redaction.regex", Redaction.SECRET + "|" + Redaction.LOGIN,
          "spark.redaction.string.regex", Redaction.LOGIN,
          "spark.plugins", CelloraPlugin.class.getName(),
          // A worker's gradient goes straight to the driver, not by way of its block manager.
          "spark.task.maxDirectResultSize", "16m",
          "spark.executorEnv.DJL_OFFLINE", "true",
          "spark.executorEnv.OPT_OUT_TRACKING", "true",
          "spark.executorEnv.MALLOC_ARENA_MAX", "4");

  private static final Map<String, String> ON_ONE_MACHINE =
      Map.of(
          "spark.ui.enabled", "false",
          "spark.ui.showConsoleProgress", "false",
          "spark.driver.host", "127.0.0.1",
          "spark.driver.bindAddress", "127.0.0.1",
          "spark.sql.shuffle.partitions", "8");

  private final SparkConf conf;
  private final Map<String, String> asked;
  private final boolean hosted = hosted();

  Sessions(
      Settings.Spark settings,
      Optional<String> master,
      Map<String, String> options,
      String application) {
    asked = new LinkedHashMap<>(settings.conf());
    asked.putAll(options);
    conf = new SparkConf();
    options.forEach(conf::set);
    settings.conf().forEach(conf::setIfMissing);
    master.ifPresent(conf::setMaster);
    if (hosted) {
      conf.setIfMissing(
          "spark.master", SparkSession.getDefaultSession().get().sparkContext().master());
    }
    conf.setIfMissing("spark.master", settings.master());
    conf.setIfMissing("spark.app.name", application);
    EVERYWHERE.forEach(conf::setIfMissing);
    if (local()) {
      ON_ONE_MACHINE.forEach(conf::setIfMissing);
    }
  }

  boolean local() {
    return master().startsWith("local");
  }

  SparkConf conf() {
    return conf;
  }

  /** Whether this process has a session that is not ours to stop. */
  static boolean hosted() {
    return SparkSession.getDefaultSession().isDefined();
  }

  SparkSession open() {
    return SparkSession.builder().config(conf).getOrCreate();
  }

  /** Stops a session that {@link #open} has started. */
  void close(SparkSession spark) {
    if (!hosted) {
      spark.stop(); // close() throws on Spark 4 what it does not on 3.5
    }
  }

  /**
   * Refuses to make tables in a database that Spark forgets when this command ends.
   *
   * @throws IllegalArgumentException if the catalog of that database is in memory and ours alone
   */
  void requireLastingCatalog(String database) {
    boolean other =
        database.contains(".")
            || conf.contains("spark.sql.defaultCatalog")
            || conf.contains("spark.sql.catalog.spark_catalog");
    String kind = conf.get("spark.sql.catalogImplementation", "in-memory");
    if (!hosted && !other && kind.equals("in-memory")) {
      throw new IllegalArgumentException(
          "Cannot register tables (Spark's catalog is in memory and ends with this command): "
              + database
              + "; where there is a metastore add --conf spark.sql.catalogImplementation=hive, else"
              + " leave out --register and give the SQL that is printed to who has one");
    }
  }

  /** Properties that this Spark does not know and that are nearly the name of one it knows. */
  List<String> warnings() {
    return asked.keySet().stream()
        .sorted()
        .flatMap(
            key ->
                SparkKeys.meant(key)
                    .map(
                        meant ->
                            "  warning: Spark knows no property %s, did you mean %s?"
                                .formatted(key, meant))
                    .stream())
        .toList();
  }

  /** The settings as they took effect, for the record of the run. */
  Settings recorded(Settings settings) {
    Map<String, String> effective = new LinkedHashMap<>();
    asked.keySet().forEach(key -> effective.put(key, conf.get(key)));
    return settings.withSpark(master(), effective);
  }

  private String master() {
    return conf.get("spark.master");
  }
}
