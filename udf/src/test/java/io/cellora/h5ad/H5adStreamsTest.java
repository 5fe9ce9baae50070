package io.cellora.h5ad;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cellora.SparkTestBase;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Any Hadoop file system will do, and no stream stays open. */
class H5adStreamsTest extends SparkTestBase {

  private static final String IMPL = "fs.counted.impl";

  @BeforeEach
  void registerFileSystem() {
    spark.sparkContext().hadoopConfiguration().set(IMPL, CountedFileSystem.class.getName());
    CountedFileSystem.OPENED.set(0);
    CountedFileSystem.CLOSED.set(0);
  }

  /** What a thread was reading ahead it may close after the query has ended. */
  @AfterEach
  void everyStreamWasClosed() throws InterruptedException {
    spark.sparkContext().hadoopConfiguration().unset(IMPL);
    long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (CountedFileSystem.CLOSED.get() != CountedFileSystem.OPENED.get()
        && System.nanoTime() < patience) {
      Thread.sleep(10);
    }
    assertThat(CountedFileSystem.CLOSED.get()).isEqualTo(CountedFileSystem.OPENED.get());
  }

  private static Dataset<Row> counted(String fixture) {
    return spark
        .read()
        .format("h5ad")
        .option("rowsPerPartition", 7)
        .load("counted://" + Fixtures.h5ad(fixture));
  }

  @Test
  void closesShardsThatWereReadToTheEnd() {
    assertThat(counted("csr_counts").collectAsList())
        .isEqualTo(spark.read().format("h5ad").load(Fixtures.h5ad("csr_counts")).collectAsList());
    assertThat(CountedFileSystem.OPENED.get()).isGreaterThan(5);
  }

  @Test
  void closesShardsWhoseReadEndsEarly() {
    assertThat(counted("csr_counts").limit(3).collectAsList()).hasSize(3);
  }

  @Test
  void closesShardsThatAreRefused() {
    assertThatThrownBy(() -> counted("truncated"))
        .hasMessageMatching("Cannot read counted:.*truncated.h5ad \\(truncated: .*");
    assertThatThrownBy(() -> counted("negative").collectAsList())
        .hasMessageContaining("it looks scaled");
    assertThatThrownBy(() -> counted("index_outside").collectAsList())
        .hasMessageContaining("X/indices holds 40");
  }
}
