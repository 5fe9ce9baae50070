package io.cellora.knn;

import io.cellora.torch.NativeScope;
import io.cellora.torch.NativeTensor;
import io.cellora.torch.TorchEngine;
import io.cellora.torch.TorchModule;
import java.util.ArrayList;
import java.util.List;

/**
 * Blocks of a reference beside their copies in native memory; serves several threads.
 *
 * <p>torch's float32 products only leave out rows that, whatever their error, cannot be among the
 * nearest. The distances of the others are computed anew by {@link UnitVectors}, so an answer
 * depends neither on the blocks' sizes nor on torch's kernels.
 */
public final class KnnIndex implements AutoCloseable {

  private static final class Module {
    static final TorchModule NEAREST =
        TorchModule.compile("knn", new TorchModule.Part(KnnIndex.class, "nearest.ts.py"));
  }

  private final NativeScope scope;
  private final List<ReferenceBlock> blocks;
  private final List<NativeTensor> tensors = new ArrayList<>();

  private KnnIndex(List<ReferenceBlock> blocks, NativeScope scope) {
    this.blocks = blocks;
    this.scope = scope;
  }

  /** Copies the blocks to native memory. */
  static KnnIndex load(List<ReferenceBlock> blocks) {
    KnnIndex index = new KnnIndex(blocks, TorchEngine.newScope());
    for (ReferenceBlock block : blocks) {
      index.tensors.add(index.scope.floats("r", block.values(), block.size(), block.width()));
    }
    return index;
  }

  /**
   * Offers the index's rows to every query.
   *
   * @param queries unit vectors [best.length, width], row-major
   */
  void search(float[] queries, Neighbours[] best) {
    if (best.length == 0) {
      return;
    }
    try (NativeScope local = scope.child()) {
      NativeTensor tensor = local.floats("q", queries, best.length, queries.length / best.length);
      for (int i = 0; i < blocks.size(); i++) {
        search(blocks.get(i), tensors.get(i), queries, tensor, best);
      }
    }
  }

  private void search(
      ReferenceBlock block,
      NativeTensor rows,
      float[] queries,
      NativeTensor queryTensor,
      Neighbours[] best) {
    try (NativeScope local = scope.child()) {
      int k = Math.min(block.size(), best[0].limit());
      float error = (float) UnitVectors.floatError(block.width());
      List<NativeTensor> arguments =
          List.of(
              queryTensor,
              rows,
              local.floats("floor", floors(best, error), best.length, 1),
              local.longs("k", new int[] {k}, 1),
              local.floats("error", new float[] {error}, 1));
      long[] pairs = Module.NEAREST.call(local, "candidates", arguments).get(0).toLongs();
      for (int i = 0; i < pairs.length; i += 2) {
        int query = (int) pairs[i];
        block.offer(queries, query, (int) pairs[i + 1], best[query]);
      }
    }
  }

  /** The least float32 products of rows that can still enter; rounded down, to lose none. */
  private static float[] floors(Neighbours[] best, float error) {
    float[] floors = new float[best.length];
    for (int query = 0; query < floors.length; query++) {
      floors[query] = Math.nextDown((float) (1 - best[query].worst() - error));
    }
    return floors;
  }

  @Override
  public void close() {
    scope.close();
  }
}
