package io.cellora.job.stage;

import io.cellora.job.config.Settings;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;

/**
 * Hadoop's configuration for commands without a session, as Spark makes it: of its class path, of
 * the {@code spark.hadoop.*} of spark-submit, and of the settings.
 */
final class HadoopProperties {

  private HadoopProperties() {}

  static Configuration of(Settings settings) {
    SparkConf conf = new SparkConf();
    settings.spark().conf().forEach(conf::set);
    return SparkHadoopUtil.get().newConfiguration(conf);
  }
}
