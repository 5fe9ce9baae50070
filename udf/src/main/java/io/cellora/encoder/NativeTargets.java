package io.cellora.encoder;

import io.cellora.torch.NativeScope;
import io.cellora.torch.NativeTensor;
import io.cellora.torch.TorchEngine;
import io.cellora.torch.TorchModule;
import io.cellora.weights.MlpWeights;
import java.util.ArrayList;
import java.util.List;

/**
 * A decoder's last weight as tables [genes, {@value NativeEncoder#BLOCK}] in native memory, to
 * multiply cells with; needed only while cells are prepared.
 */
public final class NativeTargets implements AutoCloseable {

  private static final class Module {
    static final TorchModule PRODUCT = TorchModule.compile("product", NativeEncoder.NETWORK);
  }

  private final NativeScope scope = TorchEngine.newScope();
  private final List<NativeTensor> tables = new ArrayList<>();

  private NativeTargets() {}

  public static NativeTargets load(GramDecoder decoder) {
    NativeTargets targets = new NativeTargets();
    try {
      MlpWeights.Linear last = decoder.weights().output();
      for (int from = 0; from < last.in(); from += NativeEncoder.BLOCK) {
        int width = Math.min(NativeEncoder.BLOCK, last.in() - from);
        targets.tables.add(
            targets.scope.floats("T[]", columnsOf(last, from, width), last.out(), width));
      }
      return targets;
    } catch (RuntimeException e) {
      targets.close();
      throw e;
    }
  }

  private static float[] columnsOf(MlpWeights.Linear last, int from, int width) {
    float[] out = new float[Math.multiplyExact(last.out(), width)];
    for (int gene = 0; gene < last.out(); gene++) {
      System.arraycopy(last.weight(), gene * last.in() + from, out, gene * width, width);
    }
    return out;
  }

  /** W'x of each cell [n, hidden], flat. */
  public float[] products(SparseBatch cells) {
    try (NativeScope local = scope.child()) {
      List<NativeTensor> arguments = new ArrayList<>(cells.arguments(local));
      arguments.addAll(tables);
      return Module.PRODUCT.call(local, "product", arguments).get(0).toFloats();
    }
  }

  @Override
  public void close() {
    scope.close();
  }
}
