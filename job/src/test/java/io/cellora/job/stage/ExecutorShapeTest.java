package io.cellora.job.stage;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExecutorShapeTest {

  private static final int FOUND = 8;
  private static final long MEBI = 1L << 20;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "local[8] | '' | 8",
        "local[8] | spark.task.cpus=3 | 2",
        "local-cluster[2, 4, 1024] | spark.executor.cores=16 | 4",
        "spark://host:7077 | '' | 8",
        "yarn | '' | 1",
        "k8s://host | spark.executor.cores=6 | 6",
        "yarn | spark.executor.cores=6 spark.task.cpus=8 | 1",
        "yarn | spark.executor.cores=6 spark.executor.resource.gpu.amount=1"
            + " spark.task.resource.gpu.amount=0.25 | 4",
        "yarn | spark.executor.cores=2 spark.executor.resource.gpu.amount=1"
            + " spark.task.resource.gpu.amount=0.25 | 2"
      })
  void tasksOfAnExecutorAreBoundByCoresAndGpus(String master, String properties, int slots) {
    assertThat(ExecutorShape.of(conf(master, properties), FOUND).slots()).isEqualTo(slots);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | 384",
        "spark.executor.memory=8g | 819",
        "spark.executor.memory=8g spark.executor.memoryOverheadFactor=0.5 | 4096",
        "spark.executor.memory=8g spark.executor.memoryOverhead=3g | 3072",
        "spark.executor.memory=8g spark.executor.memoryOverhead=512 | 512"
      })
  void overheadIsWhatSparkAsksTheClusterFor(String properties, long megabytes) {
    assertThat(ExecutorShape.of(conf("yarn", properties), FOUND).overheadBytes())
        .isEqualTo(megabytes * MEBI);
  }

  @Test
  void anExecutorRunsOneTaskAtLeast() {
    assertThat(ExecutorShape.of(conf("spark://host:7077", ""), 0).slots()).isEqualTo(1);
  }

  private static SparkConf conf(String master, String properties) {
    SparkConf conf = new SparkConf(false).setMaster(master);
    for (String property : properties.split(" ")) {
      if (!property.isEmpty()) {
        conf.set(property.split("=")[0], property.split("=")[1]);
      }
    }
    return conf;
  }
}
