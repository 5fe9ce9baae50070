package io.cellora.h5ad;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Columns of a range of cells that do not come from the matrix, decoded some rows at a time: memory
 * does not grow with the range.
 */
final class CellColumns implements Function<String, Object> {

  static final int BLOCK_ROWS = 1 << 13;

  private final H5adFile file;
  private final H5adReaderFactory scan;
  private final Shard shard;
  private final long from;
  private final long to;
  private final Map<String, LongFunction<Object>> columns = new HashMap<>();
  private long row;

  CellColumns(H5adFile file, H5adReaderFactory scan, H5adInputPartition partition) {
    this.file = file;
    this.scan = scan;
    this.shard = scan.shards().get(partition.shard());
    this.from = partition.from();
    this.to = partition.to();
  }

  /** Goes to a cell, whose columns {@link #apply} then gives. */
  void moveTo(long newRow) {
    row = newRow;
  }

  @Override
  public Object apply(String column) {
    return columns.computeIfAbsent(column, this::column).apply(row);
  }

  /** The values of a column by row. */
  LongFunction<Object> column(String name) {
    UTF8String shardName = UTF8String.fromString(shard.name());
    return switch (name) {
      case H5adColumns.CELL_ID -> cellIds();
      case H5adColumns.SHARD -> i -> shardName;
      case H5adColumns.ROW -> i -> i;
      case H5adColumns.CORRUPT_SHARD -> i -> null;
      default -> obs(name);
    };
  }

  /** A column that the shard lacks is null. */
  private LongFunction<Object> obs(String name) {
    Optional<FrameColumn> column = shard.column(scan.obsNames().get(name));
    return column.isEmpty() ? i -> null : new Blocks(column.get(), shown(name, column.get()));
  }

  /** What the table shows the column as. */
  private DataType shown(String name, FrameColumn column) {
    boolean required = scan.required().getFieldIndex(name).isDefined();
    return required ? scan.required().apply(name).dataType() : column.type();
  }

  /** An index may hold numbers. */
  private LongFunction<Object> cellIds() {
    Blocks ids = new Blocks(shard.index(), shard.index().type());
    return i -> {
      Object id = ids.apply(i);
      return id instanceof UTF8String || id == null ? id : UTF8String.fromString(id.toString());
    };
  }

  /** A column's values, a block of rows at a time. */
  private final class Blocks implements LongFunction<Object> {

    private final FrameColumn column;
    private final ColumnCast cast;
    private Object[] block = new Object[0];
    private long first;

    Blocks(FrameColumn column, DataType shown) {
      this.column = column;
      this.cast = new ColumnCast(column.type(), shown);
    }

    @Override
    public Object apply(long i) {
      if (i < first || i >= first + block.length) {
        first = i - (i - from) % BLOCK_ROWS;
        int n = (int) Math.min(BLOCK_ROWS, to - first);
        block = cast.apply(ColumnValues.read(file, column, first, n));
      }
      return block[(int) (i - first)];
    }
  }
}
