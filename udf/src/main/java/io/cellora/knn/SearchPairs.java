package io.cellora.knn;

import io.cellora.torch.TorchEngine;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.function.PairFlatMapFunction;
import scala.Tuple2;

/**
 * Pairs of a numbered batch and a block to what each batch found in the blocks of this partition;
 * the pairs of a batch follow each other. Runs on executors.
 */
record SearchPairs(int k, int threads)
    implements PairFlatMapFunction<
        Iterator<Tuple2<Tuple2<QueryBatch, Long>, ReferenceBlock>>, Long, Neighbours[]> {

  @Override
  public Iterator<Tuple2<Long, Neighbours[]>> call(
      Iterator<Tuple2<Tuple2<QueryBatch, Long>, ReferenceBlock>> pairs) {
    TorchEngine.start(threads);
    return new Batches(pairs, k);
  }

  private static final class Batches implements Iterator<Tuple2<Long, Neighbours[]>> {
    private final Iterator<Tuple2<Tuple2<QueryBatch, Long>, ReferenceBlock>> pairs;
    private final int k;
    private Tuple2<Tuple2<QueryBatch, Long>, ReferenceBlock> ahead;

    Batches(Iterator<Tuple2<Tuple2<QueryBatch, Long>, ReferenceBlock>> pairs, int k) {
      this.pairs = pairs;
      this.k = k;
      advance();
    }

    private void advance() {
      ahead = pairs.hasNext() ? pairs.next() : null;
    }

    @Override
    public boolean hasNext() {
      return ahead != null;
    }

    @Override
    public Tuple2<Long, Neighbours[]> next() {
      if (ahead == null) {
        throw new NoSuchElementException();
      }
      Long number = ahead._1()._2();
      QueryBatch batch = ahead._1()._1();
      Neighbours[] best = Neighbours.none(batch.queries(), k);
      while (ahead != null && ahead._1()._2().equals(number)) {
        try (KnnIndex index = KnnIndex.load(List.of(ahead._2()))) {
          index.search(batch.values(), best);
        }
        advance();
      }
      return new Tuple2<>(number, best);
    }
  }
}
