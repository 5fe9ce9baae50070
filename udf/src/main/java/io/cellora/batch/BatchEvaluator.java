package io.cellora.batch;

import org.apache.spark.sql.catalyst.InternalRow;

/** Computes calls for a task's rows, a batch at a time. Not thread-safe. */
public interface BatchEvaluator extends AutoCloseable {

  /** Rows to add before each {@link #evaluate}. */
  int batchSize();

  /** Batches that may be under way at once: 2 where results come later, as from a GPU. */
  default int batchesUnderWay() {
    return 1;
  }

  /** Takes a row of arguments, which may be null; the row's memory is reused afterwards. */
  void add(InternalRow arguments);

  /** Computes the calls for the rows added since the last time. */
  BatchResult evaluate();

  @Override
  void close();
}
