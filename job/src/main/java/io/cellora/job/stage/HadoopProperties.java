package io.cellora.job.stage;

import io.cellora.job.config.Settings;
import org.apache.hadoop.conf.Configuration;

/** Hadoop's configuration for commands without a session: Spark would hand spark.hadoop.* on. */
final class HadoopProperties {

  private static final String PREFIX = "spark.hadoop.";

  private HadoopProperties() {}

  static Configuration of(Settings settings) {
    Configuration hadoop = new Configuration();
    settings
        .spark()
        .conf()
        .forEach(
            (key, value) -> {
              if (key.startsWith(PREFIX)) {
                hadoop.set(key.substring(PREFIX.length()), value);
              }
            });
    return hadoop;
  }
}
