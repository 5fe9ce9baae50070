package io.cellora.knn;

import java.util.Iterator;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.util.TaskCompletionListener;

/** A reference that every executor holds whole: each batch is answered where it is, in one pass. */
record BroadcastSearch(BroadcastReference reference) implements KnnSearch {

  @Override
  public JavaRDD<Row> annotate(JavaRDD<QueryBatch> batches, int k, ToAnnotations output) {
    return batches.mapPartitions(new Annotate(reference, k, output));
  }

  @Override
  public void close() {
    reference.destroy();
  }

  private record Annotate(BroadcastReference reference, int k, ToAnnotations output)
      implements FlatMapFunction<Iterator<QueryBatch>, Row> {

    @Override
    public Iterator<Row> call(Iterator<QueryBatch> batches) {
      if (!batches.hasNext()) {
        return List.<Row>of().iterator();
      }
      KnnCache.Lease lease = reference.acquire();
      TaskContext.get().addTaskCompletionListener(new CloseWithTask(lease));
      return new Flattened(batches, batch -> annotate(batch, lease.index()));
    }

    private List<Row> annotate(QueryBatch batch, KnnIndex index) {
      Neighbours[] best = Neighbours.none(batch.queries(), k);
      index.search(batch.values(), best);
      return output.annotate(batch, best);
    }
  }

  private record CloseWithTask(KnnCache.Lease lease) implements TaskCompletionListener {
    @Override
    public void onTaskCompletion(TaskContext task) {
      lease.close();
    }
  }
}
