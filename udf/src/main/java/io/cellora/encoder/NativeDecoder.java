package io.cellora.encoder;

import io.cellora.torch.NativeScope;
import io.cellora.torch.NativeTensor;
import io.cellora.torch.TorchEngine;
import io.cellora.weights.MlpWeights;
import java.util.ArrayList;
import java.util.List;

/** What a training step needs of a frozen decoder, in native memory; serves several threads. */
public final class NativeDecoder implements AutoCloseable {

  private final GramDecoder decoder;
  private final NativeScope scope = TorchEngine.newScope();
  private final List<NativeTensor> frozen = new ArrayList<>();
  private List<NativeTensor> whole = List.of();

  private NativeDecoder(GramDecoder decoder) {
    this.decoder = decoder;
  }

  public static NativeDecoder load(GramDecoder decoder) {
    NativeDecoder loaded = new NativeDecoder(decoder);
    try {
      loaded.addHidden(decoder.weights().hidden());
      return loaded;
    } catch (RuntimeException e) {
      loaded.close();
      throw e;
    }
  }

  private void addHidden(List<MlpWeights.HiddenBlock> blocks) {
    for (MlpWeights.HiddenBlock block : blocks) {
      MlpWeights.Linear linear = block.linear();
      frozen.add(scope.floats("DW[]", linear.weight(), linear.out(), linear.in()));
    }
    for (MlpWeights.HiddenBlock block : blocks) {
      MlpWeights.Linear linear = block.linear();
      float[] transposed = NativeEncoder.columns(linear.weight(), linear.in(), 0, linear.out());
      frozen.add(scope.floats("DV[]", transposed, linear.in(), linear.out()));
    }
    blocks.forEach(b -> frozen.add(scope.floats("Db[]", b.linear().bias(), b.linear().out())));
    for (MlpWeights.HiddenBlock block : blocks) {
      frozen.addAll(NativeEncoder.norm(scope, "Dbn[]", block));
    }
    int hidden = decoder.hidden();
    frozen.add(scope.floats("G[]", decoder.gram(), hidden, hidden));
    frozen.add(scope.floats("G[]", decoder.cross(), hidden));
  }

  /** The script's arguments DW, DV, Db, Dbn and G = [W'W, W'b]. */
  public List<NativeTensor> frozen() {
    return frozen;
  }

  /** The same with G = [W, b] of the last layer, for the loss over all genes. */
  public synchronized List<NativeTensor> whole() {
    if (whole.isEmpty()) {
      MlpWeights.Linear last = decoder.weights().output();
      List<NativeTensor> all = new ArrayList<>(frozen.subList(0, frozen.size() - 2));
      all.add(scope.floats("G[]", last.weight(), last.out(), last.in()));
      all.add(scope.floats("G[]", last.bias(), last.out()));
      whole = all;
    }
    return whole;
  }

  /** The arguments of a step without a decoder. */
  public static List<NativeTensor> none(NativeScope scope) {
    List<NativeTensor> all = new ArrayList<>();
    for (String name : List.of("DW[]", "DV[]", "Db[]", "Dbn[]", "G[]")) {
      all.add(scope.empty(name));
    }
    return all;
  }

  @Override
  public void close() {
    scope.close();
  }
}
