package io.cellora.h5ad;

import java.io.IOException;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Ends a range of cells at its first error, and reports the error in a row of its own: all null but
 * the shard's name and why it cannot be read.
 */
final class PermissiveReader implements PartitionReader<InternalRow> {

  private final H5adReaderFactory scan;
  private final int shard;
  private final PartitionReader<InternalRow> cells;
  private String error;
  private boolean reported;

  PermissiveReader(H5adReaderFactory scan, H5adInputPartition range) {
    this.scan = scan;
    this.shard = range.shard();
    this.cells = new H5adPartitionReader(scan, range);
    this.error = scan.shards().get(shard).error();
    if (error.isEmpty() && !scan.matrices().isEmpty()) {
      error = scan.matrices().get(shard).error();
    }
  }

  @Override
  public boolean next() throws IOException {
    if (error.isEmpty()) {
      try {
        return cells.next();
      } catch (RuntimeException e) {
        error = String.valueOf(e.getMessage());
      }
    }
    boolean first = !reported;
    reported = true;
    return first;
  }

  @Override
  public InternalRow get() {
    return reported ? report() : cells.get();
  }

  private InternalRow report() {
    String[] names = scan.required().fieldNames();
    Object[] row = new Object[names.length];
    for (int i = 0; i < row.length; i++) {
      row[i] =
          switch (names[i]) {
            case H5adColumns.SHARD -> UTF8String.fromString(scan.shards().get(shard).name());
            case H5adColumns.CORRUPT_SHARD -> UTF8String.fromString(error);
            case H5adColumns.ROW -> -1L;
            default -> null;
          };
    }
    return new GenericInternalRow(row);
  }

  @Override
  public CustomTaskMetric[] currentMetricsValues() {
    return cells.currentMetricsValues();
  }

  @Override
  public void close() throws IOException {
    cells.close();
  }
}
