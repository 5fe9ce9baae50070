package io.cellora.lora;

import io.cellora.encoder.EncoderCache;
import io.cellora.encoder.EncoderReference;
import io.cellora.encoder.NativeEncoder;
import io.cellora.encoder.SparseBatch;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import scala.Tuple2;

/** Turns a worker's cells into its block, the frozen prefix computed once; runs on executors. */
final class BuildBlock
    implements FlatMapFunction<Iterator<Tuple2<Integer, PositionedCell>>, TrainingBlock> {

  private final EncoderReference encoder;
  private final boolean keepGenes;
  private final int batchSize;

  BuildBlock(EncoderReference encoder, boolean keepGenes, int batchSize) {
    this.encoder = encoder;
    this.keepGenes = keepGenes;
    this.batchSize = batchSize;
  }

  @Override
  public Iterator<TrainingBlock> call(Iterator<Tuple2<Integer, PositionedCell>> cells) {
    List<PositionedCell> mine = new ArrayList<>();
    cells.forEachRemaining(cell -> mine.add(cell._2()));
    mine.sort(Comparator.comparingLong(PositionedCell::position));
    try (EncoderCache.Lease lease = encoder.acquire()) {
      return List.of(block(mine, lease.encoder())).iterator();
    }
  }

  private TrainingBlock block(List<PositionedCell> cells, NativeEncoder network) {
    long[] positions = cells.stream().mapToLong(PositionedCell::position).toArray();
    int[] labels = cells.stream().mapToInt(PositionedCell::label).toArray();
    int width = network.weights().linears().get(0).out();
    float[] prefix = new float[Math.multiplyExact(cells.size(), width)];
    SparseBatch batch = new SparseBatch(network.weights().inputSize());
    for (int from = 0; from < cells.size(); from += batchSize) {
      batch.clear();
      for (PositionedCell cell : cells.subList(from, Math.min(cells.size(), from + batchSize))) {
        batch.add(cell.genes());
      }
      float[] part = network.project(batch);
      System.arraycopy(part, 0, prefix, from * width, part.length);
    }
    return new TrainingBlock(positions, labels, prefix, width, genes(cells));
  }

  private SparseRows genes(List<PositionedCell> cells) {
    if (!keepGenes) {
      return SparseRows.NONE;
    }
    int[] offsets = new int[cells.size() + 1];
    for (int i = 0; i < cells.size(); i++) {
      offsets[i + 1] = Math.addExact(offsets[i], cells.get(i).genes().indices().length);
    }
    int[] indices = new int[offsets[cells.size()]];
    float[] values = new float[indices.length];
    for (int i = 0; i < cells.size(); i++) {
      int[] from = cells.get(i).genes().indices();
      System.arraycopy(from, 0, indices, offsets[i], from.length);
      for (int j = 0; j < from.length; j++) {
        values[offsets[i] + j] = (float) cells.get(i).genes().values()[j];
      }
    }
    return new SparseRows(offsets, indices, values);
  }
}
