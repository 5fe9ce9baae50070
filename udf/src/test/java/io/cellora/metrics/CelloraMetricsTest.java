package io.cellora.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.Counter;
import com.codahale.metrics.MetricRegistry;
import io.cellora.Fixtures;
import io.cellora.SparkTestBase;
import io.cellora.encoder.CellEncoder;
import java.util.List;
import org.apache.spark.SparkEnv;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

/** The session of the tests has the plugin, as those of the command line. */
class CelloraMetricsTest extends SparkTestBase {

  private static final String SOURCE = "plugin." + CelloraPlugin.class.getName();

  @Test
  void sparksMetricsShowCellsAndBytesThatWereRead() {
    long cells = counter("cellsRead").getCount();
    long bytes = counter("bytesRead").getCount();
    Dataset<Row> shard =
        spark
            .read()
            .format("h5ad")
            .option("rowsPerPartition", 7)
            .load(Fixtures.path("h5ad/csr_counts.h5ad").toString());

    int rows = shard.collectAsList().size();

    assertThat(rows).isGreaterThan(7);
    assertThat(counter("cellsRead").getCount()).isEqualTo(cells + rows);
    assertThat(counter("bytesRead").getCount()).isGreaterThan(bytes + rows);
  }

  @Test
  void sparksMetricsShowCellsThatWereEmbedded() {
    long before = counter("cellsEmbedded").getCount();
    Row cell = RowFactory.create(Vectors.zeros(12));

    new CellEncoder("metrics_test")
        .setModelUrl(Fixtures.path("weights/scimilarity_small").toString())
        .setBatchSize(2)
        .transform(
            spark.createDataFrame(
                List.of(cell, cell, cell, RowFactory.create(new Object[] {null})),
                new StructType().add("features", SQLDataTypes.VectorType(), true)))
        .collectAsList();

    assertThat(counter("cellsEmbedded").getCount()).isEqualTo(before + 3);
  }

  @Test
  void aDriverAndAnExecutorInOneJvmShowTheMetricsOnce() {
    assertThat(SparkEnv.get().metricsSystem().getSourcesByName(SOURCE).size()).isOne();
    assertThat(registry().getNames())
        .containsExactlyInAnyOrder(
            "cellsRead", "bytesRead", "cellsEmbedded", "stepTime", "workerStepTime");
  }

  private static Counter counter(String name) {
    return registry().getCounters().get(name);
  }

  private static MetricRegistry registry() {
    return SparkEnv.get().metricsSystem().getSourcesByName(SOURCE).head().metricRegistry();
  }
}
