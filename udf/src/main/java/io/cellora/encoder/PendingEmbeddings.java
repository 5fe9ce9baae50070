package io.cellora.encoder;

import io.cellora.torch.NativeScope;
import io.cellora.torch.NativeTensor;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Embeddings that a device may still be working on. */
final class PendingEmbeddings {

  private final NativeScope scope;
  private final List<NativeTensor> tensors;
  private final int values;
  private List<float[]> fetched = List.of();

  /**
   * @param scope the tensors', closed when they have been fetched
   * @param values of an arm [n, latent]; a tensor may have rows behind them
   */
  PendingEmbeddings(NativeScope scope, List<NativeTensor> tensors, int values) {
    this.scope = scope;
    this.tensors = tensors;
    this.values = values;
  }

  /** Of no cells. */
  static PendingEmbeddings none(int arms) {
    PendingEmbeddings none = new PendingEmbeddings(null, List.of(), 0);
    none.fetched = Collections.nCopies(arms, new float[0]);
    return none;
  }

  /** The embeddings [n, latent] of every arm, flat; waits for them if it must. */
  List<float[]> fetch() {
    if (fetched.isEmpty()) {
      try (scope) {
        fetched = tensors.stream().map(tensor -> Arrays.copyOf(tensor.toFloats(), values)).toList();
      }
    }
    return fetched;
  }
}
