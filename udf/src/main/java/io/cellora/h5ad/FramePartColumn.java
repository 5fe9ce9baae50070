package io.cellora.h5ad;

import java.util.Iterator;
import org.apache.spark.sql.types.DataType;

/** A column of obs, var or a dataframe of obsm, or its index. */
record FramePartColumn(FrameColumn column) implements PartColumn {

  @Override
  public String name() {
    return column.name();
  }

  @Override
  public DataType type() {
    return column.type();
  }

  @Override
  public Iterator<Object[]> blocks(H5adFile file, long from, long to) {
    return new RowBlocks(from, to, 1, (start, n) -> ColumnValues.read(file, column, start, n));
  }
}
