package io.cellora.knn;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.api.java.function.PairFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/**
 * A reference that stays on the executors, in blocks: every batch of queries meets every block, and
 * what the parts of the reference found is merged by batch.
 */
final class BlockedSearch implements KnnSearch {

  private final JavaRDD<ReferenceBlock> blocks;
  private final int threads;
  private final List<JavaRDD<?>> held = new ArrayList<>();

  BlockedSearch(JavaRDD<ReferenceBlock> blocks, int threads) {
    this.blocks = hold(blocks);
    this.threads = threads;
  }

  @Override
  public JavaRDD<Row> annotate(JavaRDD<QueryBatch> batches, int k, ToAnnotations output) {
    JavaRDD<Tuple2<QueryBatch, Long>> numbered =
        hold(batches.zipWithUniqueId().map(new Numbered()));
    int partitions = Math.max(1, batches.getNumPartitions());
    JavaPairRDD<Long, Neighbours[]> found =
        numbered
            .map(new WithoutRows())
            .cartesian(blocks)
            .mapPartitionsToPair(new SearchPairs(k, threads))
            .reduceByKey(new MergeNeighbours(), partitions);
    return numbered
        .mapToPair(new ByNumber())
        .join(found, partitions)
        .values()
        .flatMap(new Annotate(output));
  }

  private <T> JavaRDD<T> hold(JavaRDD<T> rows) {
    held.add(rows.persist(StorageLevel.MEMORY_AND_DISK()));
    return rows;
  }

  @Override
  public void close() {
    held.forEach(rows -> rows.unpersist(true));
  }

  /** The pairs as a plain RDD, which can be held. */
  private record Numbered()
      implements Function<Tuple2<QueryBatch, Long>, Tuple2<QueryBatch, Long>> {
    @Override
    public Tuple2<QueryBatch, Long> call(Tuple2<QueryBatch, Long> numbered) {
      return numbered;
    }
  }

  private record Annotate(ToAnnotations output)
      implements FlatMapFunction<Tuple2<QueryBatch, Neighbours[]>, Row> {
    @Override
    public Iterator<Row> call(Tuple2<QueryBatch, Neighbours[]> found) {
      return output.annotate(found._1(), found._2()).iterator();
    }
  }

  private record WithoutRows()
      implements Function<Tuple2<QueryBatch, Long>, Tuple2<QueryBatch, Long>> {
    @Override
    public Tuple2<QueryBatch, Long> call(Tuple2<QueryBatch, Long> numbered) {
      return new Tuple2<>(numbered._1().withoutRows(), numbered._2());
    }
  }

  private record ByNumber() implements PairFunction<Tuple2<QueryBatch, Long>, Long, QueryBatch> {
    @Override
    public Tuple2<Long, QueryBatch> call(Tuple2<QueryBatch, Long> numbered) {
      return numbered.swap();
    }
  }

  private record MergeNeighbours() implements Function2<Neighbours[], Neighbours[], Neighbours[]> {
    @Override
    public Neighbours[] call(Neighbours[] left, Neighbours[] right) {
      for (int i = 0; i < left.length; i++) {
        left[i].merge(right[i]);
      }
      return left;
    }
  }
}
