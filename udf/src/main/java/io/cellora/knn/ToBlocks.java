package io.cellora.knn;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;
import scala.Tuple2;

/** Gathers a partition's reference rows to blocks; runs on executors. */
record ToBlocks(EmbeddingColumn embedding, int label, KnnLabels labels, int width, int blockRows)
    implements FlatMapFunction<Iterator<Tuple2<Row, Long>>, ReferenceBlock> {

  @Override
  public Iterator<ReferenceBlock> call(Iterator<Tuple2<Row, Long>> rows) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return rows.hasNext();
      }

      @Override
      public ReferenceBlock next() {
        List<Tuple2<Row, Long>> taken = new ArrayList<>();
        do {
          taken.add(rows.next());
        } while (rows.hasNext() && taken.size() < blockRows);
        return block(taken);
      }
    };
  }

  private ReferenceBlock block(List<Tuple2<Row, Long>> taken) {
    float[] values = new float[Math.multiplyExact(taken.size(), width)];
    long[] positions = new long[taken.size()];
    int[] codes = new int[taken.size()];
    for (int i = 0; i < positions.length; i++) {
      Row row = taken.get(i)._1();
      UnitVectors.normalise(embedding.read(row, width), values, i);
      positions[i] = taken.get(i)._2();
      codes[i] = labels.code(row.getString(label));
    }
    return new ReferenceBlock(width, values, positions, codes);
  }
}
