package io.cellora.encoder;

import io.cellora.torch.NativeScope;
import io.cellora.torch.NativeTensor;
import io.cellora.weights.LoraPair;
import io.cellora.weights.LoraWeights;
import io.cellora.weights.MlpWeights;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The scripts' arguments A, B and s of an adapter: an entry for each linear layer in network order,
 * empty where the layer has no adapter. They belong to the scope that was given.
 */
public record AdapterTensors(List<NativeTensor> arguments) {

  /** No layer has an adapter. */
  public static AdapterTensors none(NativeScope scope, MlpWeights encoder) {
    return of(scope, encoder, new LoraWeights(Map.of()));
  }

  /**
   * Copies an adapter to native memory; the first layer's A is transposed [genes, r].
   *
   * @throws IllegalArgumentException if a layer's name or shape does not fit the encoder
   */
  public static AdapterTensors of(NativeScope scope, MlpWeights encoder, LoraWeights adapter) {
    List<NativeTensor> a = new ArrayList<>();
    List<NativeTensor> b = new ArrayList<>();
    List<NativeTensor> s = new ArrayList<>();
    adapter.checkFits(encoder);
    for (MlpWeights.Linear linear : encoder.linears()) {
      LoraPair pair = adapter.layers().get(linear.name());
      if (pair == null) {
        a.add(scope.empty("A[]"));
        b.add(scope.empty("B[]"));
        s.add(scope.floats("s[]", new float[] {1}, 1));
      } else {
        a.add(matrixA(scope, pair, a.isEmpty()));
        b.add(scope.floats("B[]", pair.b(), pair.out(), pair.r()));
        s.add(scope.floats("s[]", new float[] {(float) pair.scaling()}, 1));
      }
    }
    a.addAll(b);
    a.addAll(s);
    return new AdapterTensors(List.copyOf(a));
  }

  private static NativeTensor matrixA(NativeScope scope, LoraPair pair, boolean first) {
    return first
        ? scope.floats(
            "A[]", NativeEncoder.transpose(pair.a(), pair.r(), pair.in()), pair.in(), pair.r())
        : scope.floats("A[]", pair.a(), pair.r(), pair.in());
  }
}
