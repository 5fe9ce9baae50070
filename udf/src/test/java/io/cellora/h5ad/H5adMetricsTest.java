package io.cellora.h5ad;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.connector.metric.CustomMetric;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.junit.jupiter.api.Test;

class H5adMetricsTest {

  @Test
  void aTaskReportsEachAnnouncedMetricOfItsFile() {
    try (H5adFile file = H5adFile.open(Fixtures.h5ad("csr_counts"), new Configuration())) {
      Slices.doubles(file, file.dataset("X/data"), 0, 1);
      CustomTaskMetric[] values = H5adMetrics.of(file);
      assertThat(values)
          .extracting(CustomTaskMetric::value)
          .containsExactly(file.channel().bytesRead(), file.channel().requests(), 1L);
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
