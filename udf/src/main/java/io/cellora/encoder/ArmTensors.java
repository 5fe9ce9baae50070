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
 * Some arms' adapters in native memory, as the scripts' arguments U, A, B and s. An arm without
 * layers is the frozen encoder. They belong to the scope that was given.
 */
public final class ArmTensors {

  /** The arm that is the frozen encoder. */
  public static final LoraWeights BASE = new LoraWeights(Map.of());

  private final int arms;
  private final List<NativeTensor> arguments = new ArrayList<>();

  private ArmTensors(int arms) {
    this.arms = arms;
  }

  /**
   * Copies the adapters.
   *
   * @throws IllegalArgumentException if a layer's name or shape does not fit the encoder
   */
  public static ArmTensors of(NativeScope scope, MlpWeights encoder, List<LoraWeights> arms) {
    arms.forEach(arm -> arm.checkFits(encoder));
    ArmTensors tensors = new ArmTensors(arms.size());
    tensors.arguments.add(sideBySide(scope, encoder.linears().get(0), arms));
    List<LoraPair> pairs = new ArrayList<>();
    for (LoraWeights arm : arms) {
      encoder.linears().forEach(linear -> pairs.add(arm.layers().get(linear.name())));
    }
    int layers = encoder.linears().size();
    for (int i = 0; i < pairs.size(); i++) {
      // the first layer's A stands in U
      LoraPair pair = i % layers == 0 ? null : pairs.get(i);
      tensors.arguments.add(
          pair == null ? scope.empty("A[]") : scope.floats("A[]", pair.a(), pair.r(), pair.in()));
    }
    for (LoraPair pair : pairs) {
      tensors.arguments.add(
          pair == null ? scope.empty("B[]") : scope.floats("B[]", pair.b(), pair.out(), pair.r()));
    }
    tensors.arguments.add(scope.floats("s", scalings(pairs), pairs.size()));
    return tensors;
  }

  /** The first layer's A of all arms, transposed [genes, sum of r]; [0] if no arm has one. */
  private static NativeTensor sideBySide(
      NativeScope scope, MlpWeights.Linear first, List<LoraWeights> arms) {
    List<LoraPair> pairs =
        arms.stream().map(arm -> arm.layers().get(first.name())).filter(p -> p != null).toList();
    int width = pairs.stream().mapToInt(LoraPair::r).sum();
    if (width == 0) {
      return scope.empty("U");
    }
    float[] table = new float[Math.multiplyExact(first.in(), width)];
    int column = 0;
    for (LoraPair pair : pairs) {
      for (int k = 0; k < pair.r(); k++, column++) {
        for (int gene = 0; gene < first.in(); gene++) {
          table[gene * width + column] = pair.a()[k * first.in() + gene];
        }
      }
    }
    return scope.floats("U", table, first.in(), width);
  }

  private static float[] scalings(List<LoraPair> pairs) {
    float[] scalings = new float[pairs.size()];
    for (int i = 0; i < scalings.length; i++) {
      scalings[i] = pairs.get(i) == null ? 1 : (float) pairs.get(i).scaling();
    }
    return scalings;
  }

  int arms() {
    return arms;
  }

  List<NativeTensor> arguments() {
    return arguments;
  }
}
