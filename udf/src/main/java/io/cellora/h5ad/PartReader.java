package io.cellora.h5ad;

import java.util.Iterator;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.connector.read.PartitionReader;

/** Reads one split of a part on an executor: opens late, closes always. */
final class PartReader implements PartitionReader<InternalRow> {

  private final PartReaderFactory scan;
  private final PartSplit split;

  // lazy variables
  private H5adFile file;
  private Iterator<Object[]> rows;
  private InternalRow row;

  PartReader(PartReaderFactory scan, PartSplit split) {
    this.scan = scan;
    this.split = split;
  }

  @Override
  public boolean next() {
    return FileErrors.naming(scan.source().path(split), this::advance);
  }

  private boolean advance() {
    if (rows == null) {
      file = H5adFile.open(scan.source().path(split), scan.conf().value());
      rows = scan.source().rows(file, split, scan.required());
    }
    boolean more = rows.hasNext();
    row = more ? new GenericInternalRow(rows.next()) : null;
    return more;
  }

  @Override
  public InternalRow get() {
    return row;
  }

  @Override
  public void close() {
    if (file != null) {
      file.close();
    }
  }
}
