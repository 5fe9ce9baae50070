package io.cellora.lora;

import io.cellora.weights.LoraInit;
import io.cellora.weights.MlpWeights;
import java.util.SplittableRandom;

/**
 * The flat values before the first step. Each matrix has its own stream, so that a layer more or
 * less does not change the others.
 */
final class InitialValues {

  private InitialValues() {}

  /**
   * As PEFT and torch.nn.Linear draw them: uniform in +-1 / sqrt(fan in), or the adapters' A normal
   * with deviation 1 / r; B zero.
   */
  static float[] drawn(ParameterLayout layout, long seed) {
    float[] values = new float[layout.size()];
    boolean gaussian = layout.lora().init() == LoraInit.GAUSSIAN;
    for (ParameterLayout.Slot slot : layout.slots()) {
      if (slot.startsAtZero()) {
        continue;
      }
      SplittableRandom random = new SplittableRandom(Seeds.mix(seed, slot.name().hashCode()));
      double size = gaussian && !slot.ofHead() ? 1.0 / slot.rows() : 1 / Math.sqrt(slot.fanIn());
      for (int i = 0; i < slot.size(); i++) {
        double draw = gaussian && !slot.ofHead() ? normal(random) : 2 * random.nextDouble() - 1;
        values[slot.offset() + i] = (float) (draw * size);
      }
    }
    return values;
  }

  /** The head drawn; A, B and their companions [A; A0], [B, -B0] as parts of the base weight. */
  static float[] ofBase(ParameterLayout layout, long seed, MlpWeights encoder) {
    float[] values = drawn(layout, seed);
    for (ParameterLayout.Linear linear : layout.adapted()) {
      int rank = layout.frozenRank(linear);
      MlpWeights.Linear base = encoder.linear(linear.name());
      BaseDirections start =
          layout.lora().init() == LoraInit.PISSA
              ? BaseDirections.principal(base, rank, layout.scaling(linear))
              : BaseDirections.ofQr(base, rank);
      ParameterLayout.Slot a = layout.a(linear);
      System.arraycopy(start.a(), 0, values, a.offset(), start.a().length);
      System.arraycopy(start.a(), 0, values, a.offset() + start.a().length, start.a().length);
      ParameterLayout.Slot b = layout.b(linear);
      for (int row = 0; row < b.rows(); row++) {
        for (int k = 0; k < rank; k++) {
          float value = start.b()[row * rank + k];
          values[b.offset() + row * 2 * rank + k] = value;
          values[b.offset() + row * 2 * rank + rank + k] = -value;
        }
      }
    }
    return values;
  }

  /** Box and Muller's; StrictMath gives the same bits on every machine. */
  private static double normal(SplittableRandom random) {
    double radius = Math.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
    return radius * StrictMath.cos(2 * Math.PI * random.nextDouble());
  }
}
