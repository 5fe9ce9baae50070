package io.cellora.h5ad;

import java.util.function.IntFunction;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.UserDefinedType;
import org.apache.spark.unsafe.types.UTF8String;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads one range of cells on an executor: opens late, closes always, names the shard on error. */
final class H5adPartitionReader implements PartitionReader<InternalRow> {

  private static final Logger LOG = LoggerFactory.getLogger(H5adPartitionReader.class);

  @SuppressWarnings("unchecked")
  private static final UserDefinedType<Vector> VECTOR =
      (UserDefinedType<Vector>) H5adColumns.vectorType();

  private final H5adReaderFactory scan;
  private final H5adInputPartition partition;
  private final Shard shard;
  private int row = -1;

  // lazy variables
  private H5adFile file;
  private CellFeatures features;
  private IntFunction<Object>[] values;

  H5adPartitionReader(H5adReaderFactory scan, H5adInputPartition partition) {
    this.scan = scan;
    this.partition = partition;
    this.shard = scan.shards().get(partition.shard());
  }

  @Override
  public boolean next() {
    try {
      return FileErrors.naming(shard.path(), this::advance);
    } catch (RuntimeException e) {
      LOG.error("Cannot read cells {} to {} of {}", partition.from(), partition.to(), shard.path());
      throw e;
    }
  }

  private boolean advance() {
    if (file == null) {
      open();
    }
    if (row + 1 >= partition.rows()) {
      return false;
    }
    row++;
    if (features != null) {
      features.advance();
    }
    return true;
  }

  @Override
  public InternalRow get() {
    Object[] cell = new Object[values.length];
    for (int i = 0; i < cell.length; i++) {
      cell[i] = values[i].apply(row);
    }
    return new GenericInternalRow(cell);
  }

  @Override
  public void close() {
    if (file != null) {
      file.close();
    }
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type
  private void open() {
    file = H5adFile.open(shard.path(), scan.conf().value());
    if (!scan.matrices().isEmpty()) {
      MatrixPlan plan = scan.matrices().get(partition.shard());
      features = new CellFeatures(file, plan, partition.from(), partition.to());
    }
    StructField[] fields = scan.required().fields();
    values = new IntFunction[fields.length];
    for (int i = 0; i < fields.length; i++) {
      values[i] = column(fields[i].name());
    }
  }

  private IntFunction<Object> column(String name) {
    UTF8String shardName = UTF8String.fromString(shard.name());
    return switch (name) {
      case H5adColumns.CELL_ID -> cellIds();
      case H5adColumns.FEATURES -> i -> VECTOR.serialize(features.vector());
      case H5adColumns.N_COUNTS -> i -> features.counts();
      case H5adColumns.N_GENES -> i -> features.genes();
      case H5adColumns.SHARD -> i -> shardName;
      case H5adColumns.ROW -> i -> partition.from() + i;
      default -> obs(name);
    };
  }

  /** An index may hold numbers. */
  private IntFunction<Object> cellIds() {
    Object[] ids = read(shard.index());
    return i -> UTF8String.fromString(String.valueOf(ids[i]));
  }

  private IntFunction<Object> obs(String name) {
    Object[] cells =
        shard
            .column(scan.obsNames().get(name))
            .map(this::read)
            .orElseGet(() -> new Object[partition.rows()]);
    return i -> cells[i];
  }

  private Object[] read(FrameColumn column) {
    return ColumnValues.read(file, column, partition.from(), partition.rows());
  }
}
