package io.cellora.h5ad;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.connector.metric.CustomMetric;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.junit.jupiter.api.Test;

class H5adMetricsTest {

  @Test
  void aTaskReportsEachAnnouncedMetricOfItsChannel() throws IOException {
    Path shard = new Path(Fixtures.h5ad("csr_counts"));
    try (HadoopChannel channel = HadoopChannel.open(shard, new Configuration())) {
      channel.readFully(0, new byte[8], 0, 8);
      CustomTaskMetric[] values = H5adMetrics.of(channel);
      assertThat(values)
          .extracting(CustomTaskMetric::value)
          .containsExactly((long) ReadAhead.BLOCK_BYTES, 1L);
      assertThat(values)
          .extracting(CustomTaskMetric::name)
          .isEqualTo(Arrays.stream(H5adMetrics.announced()).map(CustomMetric::name).toList());
    }
  }

  @Test
  void sparkCanMakeThemByNameAndAddThemUp() throws ReflectiveOperationException {
    for (CustomMetric metric : H5adMetrics.announced()) {
      Object again = Class.forName(metric.getClass().getName()).getConstructor().newInstance();
      assertThat(((CustomMetric) again).name()).isEqualTo(metric.name());
      assertThat(metric.aggregateTaskMetrics(new long[] {1, 2, 39})).isEqualTo("42");
    }
  }
}
