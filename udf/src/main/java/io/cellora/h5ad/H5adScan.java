package io.cellora.h5ad;

import java.util.OptionalLong;
import org.apache.spark.sql.connector.metric.CustomMetric;
import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.connector.read.Statistics;
import org.apache.spark.sql.connector.read.SupportsReportStatistics;
import org.apache.spark.sql.types.StructType;

/** One query's view of the table. */
record H5adScan(H5adTable table, ScanSpec spec) implements SupportsReportStatistics {

  @Override
  public StructType readSchema() {
    return spec.columns();
  }

  @Override
  public String description() {
    return String.format(
        "%s (%d shards, %s, filters: %s)",
        table.name(), table.shards().size(), table.options(), spec.filters());
  }

  @Override
  public CustomMetric[] supportedCustomMetrics() {
    return H5adMetrics.announced();
  }

  @Override
  public Batch toBatch() {
    return new H5adBatch(table, spec);
  }

  /** Cells as the shards have them; bytes by the columns, and by the files where they need X. */
  @Override
  public Statistics estimateStatistics() {
    long all = table.shards().stream().mapToLong(Shard::rows).sum();
    long cells = Math.min(all, spec.limit());
    double share = all == 0 ? 0 : (double) cells / all;
    long files = table.shards().stream().mapToLong(Shard::bytes).sum();
    long obs = cells * obsBytes();
    return new CellStatistics(cells, obs + (spec.needsMatrix() ? (long) (share * files) : 0));
  }

  private long obsBytes() {
    long bytes = Long.BYTES;
    for (var field : spec.columns().fields()) {
      bytes += H5adColumns.isFromMatrix(field.name()) ? 0 : field.dataType().defaultSize();
    }
    return bytes;
  }

  private record CellStatistics(long cells, long bytes) implements Statistics {

    @Override
    public OptionalLong numRows() {
      return OptionalLong.of(cells);
    }

    @Override
    public OptionalLong sizeInBytes() {
      return OptionalLong.of(bytes);
    }
  }
}
