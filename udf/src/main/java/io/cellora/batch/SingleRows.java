package io.cellora.batch;

import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.util.TaskCompletionListener;

/** Evaluators for calls that come row by row: one a task and call, closed when the task ends. */
final class SingleRows {

  private static final Map<TaskContext, Map<BatchCall, BatchEvaluator>> OF_TASKS =
      new WeakHashMap<>();

  private SingleRows() {}

  static Object evaluate(BatchCall call, InternalRow arguments) {
    TaskContext task = TaskContext.get();
    if (task == null) {
      try (BatchEvaluator evaluator = call.kernel().open(List.of(call))) {
        return evaluate(evaluator, arguments);
      }
    }
    return evaluate(
        ofTask(task).computeIfAbsent(call, one -> one.kernel().open(List.of(one))), arguments);
  }

  private static Object evaluate(BatchEvaluator evaluator, InternalRow arguments) {
    evaluator.add(arguments);
    return evaluator.evaluate().value(0, 0);
  }

  private static synchronized Map<BatchCall, BatchEvaluator> ofTask(TaskContext task) {
    return OF_TASKS.computeIfAbsent(
        task,
        opening -> {
          opening.addTaskCompletionListener(new Close());
          return new ConcurrentHashMap<>();
        });
  }

  private static synchronized Map<BatchCall, BatchEvaluator> remove(TaskContext task) {
    Map<BatchCall, BatchEvaluator> evaluators = OF_TASKS.remove(task);
    return evaluators == null ? Map.of() : evaluators;
  }

  private record Close() implements TaskCompletionListener {
    @Override
    public void onTaskCompletion(TaskContext task) {
      remove(task).values().forEach(BatchEvaluator::close);
    }
  }
}
