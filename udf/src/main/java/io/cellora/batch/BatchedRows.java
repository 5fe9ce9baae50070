package io.cellora.batch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;

/**
 * A partition's rows with the values of the calls behind them. Keeps as many batches under way as
 * the evaluator asks for, so that a device computes one while the next is filled.
 */
final class BatchedRows implements Iterator<InternalRow> {

  private record Batch(List<UnsafeRow> rows, BatchResult result) {}

  private final Iterator<InternalRow> rows;
  private final BatchEvaluator evaluator;
  private final BatchTask.Metrics metrics;
  private final UnsafeProjection arguments;
  private final UnsafeProjection kept;
  private final UnsafeProjection output;
  private final GenericInternalRow values;
  private final JoinedRow joined = new JoinedRow();
  private final Queue<Batch> underWay = new ArrayDeque<>();
  private Batch current = new Batch(List.of(), (row, call) -> null);
  private int next;

  BatchedRows(Iterator<InternalRow> rows, BatchEvaluator evaluator, BatchTask task) {
    this.rows = rows;
    this.evaluator = evaluator;
    this.metrics = task.metrics();
    this.arguments = task.argumentsOf();
    this.kept = task.keptOf();
    this.output = task.output();
    this.values = new GenericInternalRow(task.results().size());
  }

  @Override
  public boolean hasNext() {
    if (next == current.rows().size()) {
      advance();
    }
    return next < current.rows().size();
  }

  private void advance() {
    while (rows.hasNext() && underWay.size() < evaluator.batchesUnderWay()) {
      underWay.add(fill());
    }
    if (!underWay.isEmpty()) {
      current = underWay.remove();
      next = 0;
    }
  }

  private Batch fill() {
    List<UnsafeRow> taken = new ArrayList<>(evaluator.batchSize());
    while (rows.hasNext() && taken.size() < evaluator.batchSize()) {
      InternalRow row = rows.next();
      taken.add(kept.apply(row).copy());
      evaluator.add(arguments.apply(row));
    }
    long start = System.nanoTime();
    BatchResult result = evaluator.evaluate();
    metrics.nanos().add(System.nanoTime() - start);
    metrics.batches().add(1);
    metrics.rows().add(taken.size());
    return new Batch(taken, result);
  }

  @Override
  public InternalRow next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    for (int call = 0; call < values.numFields(); call++) {
      values.update(call, current.result().value(next, call));
    }
    return output.apply(joined.apply(current.rows().get(next++), values));
  }
}
