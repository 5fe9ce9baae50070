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
 * <p>torch's float32 products only propose neighbours. Their distances are computed anew by {@link
 * UnitVectors}, so an answer depends neither on the blocks' sizes nor on torch's kernels.
 */
public final class KnnIndex implements AutoCloseable {

  /** Proposals beyond k that make it likely that all within torch's error are among them. */
  private static final int MARGIN = 16;

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
      int proposed = (int) Math.min(block.size(), (long) best[0].limit() + MARGIN);
      NativeTensor count = local.longs("k", new int[] {proposed}, 1);
      List<NativeTensor> found =
          Module.NEAREST.call(local, "nearest", List.of(queryTensor, rows, count));
      new Proposals(proposed, found.get(0).toFloats(), found.get(1).toLongs())
          .offer(block, queries, best);
    }
  }

  @Override
  public void close() {
    scope.close();
  }
}
