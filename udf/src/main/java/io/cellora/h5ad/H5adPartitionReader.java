package io.cellora.h5ad;

import io.cellora.metrics.CelloraMetrics;
import java.util.Iterator;
import java.util.function.LongFunction;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.types.StructField;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads one range of cells on an executor: opens late, closes always, names the shard on error. */
final class H5adPartitionReader implements PartitionReader<InternalRow> {

  private static final Logger LOG = LoggerFactory.getLogger(H5adPartitionReader.class);

  private final H5adReaderFactory scan;
  private final H5adInputPartition partition;
  private final Shard shard;
  private RowRuns.Run run = new RowRuns.Run(0, 0);
  private long row;
  private InternalRow cell;
  private long cells;
  private boolean counted;

  // lazy variables
  private H5adFile file;
  private CellFeatures features;
  private Iterator<RowRuns.Run> runs;
  private LongFunction<Object>[] values;

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
    if (row + 1 < run.to()) {
      row++;
    } else if (runs.hasNext()) {
      run = runs.next();
      row = run.from();
    } else {
      return false;
    }
    if (features != null) {
      features.advance();
    }
    cell = cell();
    cells++;
    return true;
  }

  private InternalRow cell() {
    Object[] cell = new Object[values.length];
    for (int i = 0; i < cell.length; i++) {
      cell[i] = values[i].apply(row);
    }
    return new GenericInternalRow(cell);
  }

  /** The cell; features lie in memory that the next cell uses again. */
  @Override
  public InternalRow get() {
    return cell;
  }

  @Override
  public CustomTaskMetric[] currentMetricsValues() {
    return file == null ? new CustomTaskMetric[0] : H5adMetrics.of(file);
  }

  @Override
  public void close() {
    if (file != null) {
      count();
      file.close();
    }
  }

  private void count() {
    if (!counted) {
      counted = true;
      CelloraMetrics.read(cells, file.channel().bytesRead());
    }
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type
  private void open() {
    file = shard.reopen(scan.conf().value());
    CellColumns cells = new CellColumns(file, scan, partition);
    RowRuns rows = CellSelection.of(partition, scan.filters(), cells);
    runs = rows.runs().iterator();
    if (!scan.matrices().isEmpty() && !rows.isEmpty()) {
      features = new CellFeatures(file, scan.matrices().get(partition.shard()), rows);
    }
    StructField[] fields = scan.required().fields();
    values = new LongFunction[fields.length];
    for (int i = 0; i < fields.length; i++) {
      values[i] = column(fields[i].name(), cells);
    }
  }

  private LongFunction<Object> column(String name, CellColumns cells) {
    return switch (name) {
      case H5adColumns.FEATURES -> i -> features.vector();
      case H5adColumns.N_COUNTS -> i -> features.counts();
      case H5adColumns.N_GENES -> i -> features.genes();
      default -> cells.column(name);
    };
  }
}
