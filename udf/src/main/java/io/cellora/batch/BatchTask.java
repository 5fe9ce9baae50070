package io.cellora.batch;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.execution.metric.SQLMetric;
import org.apache.spark.util.TaskCompletionListener;

/** Runs a pass over a partition; the evaluator is closed with the task, whatever happens. */
record BatchTask(
    BatchPass pass,
    List<Expression> arguments,
    List<Attribute> kept,
    List<Attribute> results,
    List<Attribute> input,
    Metrics metrics)
    implements FlatMapFunction<Iterator<InternalRow>, InternalRow> {

  /** What the operator counts. */
  record Metrics(SQLMetric rows, SQLMetric batches, SQLMetric nanos) implements Serializable {}

  @Override
  public Iterator<InternalRow> call(Iterator<InternalRow> rows) {
    if (!rows.hasNext()) {
      return rows;
    }
    BatchEvaluator evaluator = pass.open();
    TaskContext.get().addTaskCompletionListener(new Close(evaluator));
    return new BatchedRows(rows, evaluator, this);
  }

  UnsafeProjection argumentsOf() {
    return Catalyst.projection(arguments, input);
  }

  UnsafeProjection keptOf() {
    return Catalyst.projection(kept, input);
  }

  /** From the kept columns and the results, one behind the other. */
  UnsafeProjection output() {
    List<Attribute> both = new ArrayList<>(kept);
    both.addAll(results);
    return Catalyst.projection(both, both);
  }

  private record Close(BatchEvaluator evaluator) implements TaskCompletionListener {
    @Override
    public void onTaskCompletion(TaskContext task) {
      evaluator.close();
    }
  }
}
