package io.cellora.lora;

import io.cellora.encoder.EncoderCache;
import io.cellora.encoder.NativeTargets;
import io.cellora.encoder.SparseBatch;
import io.cellora.torch.LeasedCache;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Queue;
import java.util.stream.IntStream;
import org.apache.spark.TaskContext;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;
import org.apache.spark.util.TaskCompletionListener;
import scala.Tuple2;

/** The pieces of blocks that a partition's cells become, a batch at a time. */
final class PreparedPieces
    implements Iterator<Tuple2<Integer, TrainingBlock>>, TaskCompletionListener {

  private final BlockPlan plan;
  private final Iterator<Row> cells;
  private final EncoderCache.Lease encoder;
  private final Optional<LeasedCache<NativeTargets>.Lease> targets;
  private final BlockBuilder builder;
  private final Queue<Tuple2<Integer, TrainingBlock>> ready = new ArrayDeque<>();

  PreparedPieces(TrainingNetwork network, BlockPlan plan, Iterator<Row> cells) {
    this.plan = plan;
    this.cells = cells;
    this.encoder = network.encoder().acquire();
    this.targets =
        plan.has(BlockPlan.Content.RECONSTRUCTION)
            ? Optional.of(network.decoder().targets())
            : Optional.empty();
    BlockBuilder whole = whole(network);
    this.builder = plan.has(BlockPlan.Content.GENES) ? whole : whole.withoutGenes();
  }

  private BlockBuilder whole(TrainingNetwork network) {
    return targets
        .map(
            lease ->
                BlockBuilder.withTargets(
                    encoder.encoder(),
                    lease.value(),
                    network.decoder().decoder().value(),
                    plan.storage()))
        .orElseGet(() -> BlockBuilder.of(encoder.encoder(), plan.storage()));
  }

  @Override
  public boolean hasNext() {
    while (ready.isEmpty() && cells.hasNext()) {
      split(block(nextBatch()));
    }
    return !ready.isEmpty();
  }

  @Override
  public Tuple2<Integer, TrainingBlock> next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return ready.remove();
  }

  private List<Row> nextBatch() {
    List<Row> batch = new ArrayList<>();
    while (batch.size() < plan.batchSize() && cells.hasNext()) {
      batch.add(cells.next());
    }
    return batch;
  }

  private TrainingBlock block(List<Row> batch) {
    SparseBatch genes = new SparseBatch(encoder.encoder().weights().inputSize());
    batch.forEach(row -> genes.add(row.<Vector>getAs(3)));
    return builder.block(keys(batch), genes);
  }

  private static CellKeys keys(List<Row> batch) {
    return new CellKeys(
        batch.stream().mapToLong(row -> row.getLong(0)).toArray(),
        batch.stream().mapToInt(row -> row.getInt(1)).toArray(),
        batch.stream()
            .mapToInt(row -> row.isNullAt(2) ? CellKeys.NO_DONOR : row.getInt(2))
            .toArray());
  }

  private void split(TrainingBlock block) {
    long[] positions = block.keys().positions();
    for (int worker = 0; worker < plan.workers(); worker++) {
      int mine = worker;
      int[] rows =
          IntStream.range(0, block.size())
              .filter(row -> positions[row] % plan.workers() == mine)
              .toArray();
      if (rows.length > 0) {
        ready.add(new Tuple2<>(worker, block.select(rows)));
      }
    }
  }

  @Override
  public void onTaskCompletion(TaskContext task) {
    encoder.close();
    targets.ifPresent(LeasedCache.Lease::close);
  }
}
