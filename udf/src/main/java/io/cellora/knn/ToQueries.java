package io.cellora.knn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;

/** Gathers a partition's rows to batches of queries; runs on executors. */
record ToQueries(EmbeddingColumn embedding, int width, int batchRows)
    implements FlatMapFunction<Iterator<Row>, QueryBatch> {

  @Override
  public Iterator<QueryBatch> call(Iterator<Row> rows) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return rows.hasNext();
      }

      @Override
      public QueryBatch next() {
        List<Row> taken = new ArrayList<>();
        do {
          taken.add(rows.next());
        } while (rows.hasNext() && taken.size() < batchRows);
        return batch(taken);
      }
    };
  }

  private QueryBatch batch(List<Row> taken) {
    float[] values = new float[Math.multiplyExact(taken.size(), width)];
    int[] places = new int[taken.size()];
    int queries = 0;
    for (int i = 0; i < places.length; i++) {
      if (taken.get(i).isNullAt(embedding.index())) {
        places[i] = -1;
      } else {
        UnitVectors.normalise(embedding.read(taken.get(i), width), values, queries);
        places[i] = queries++;
      }
    }
    return new QueryBatch(taken, places, queries, Arrays.copyOf(values, queries * width));
  }
}
