package io.cellora.encoder;

import io.cellora.torch.NativeScope;
import io.cellora.torch.NativeTensor;
import io.cellora.torch.TorchEngine;
import io.cellora.torch.TorchModule;
import io.cellora.weights.MlpWeights;
import java.io.Serializable;
import java.util.List;

/**
 * A frozen decoder whose last layer y = W h + b is kept so that its squared error needs no genes:
 * {@code |y - x|^2 = h' W'W h + 2 h' (W'b - W'x) + |b - x|^2}.
 *
 * @param weights the decoder as it is
 * @param gram W'W [hidden, hidden], summed in double
 * @param cross W'b [hidden], summed in double
 * @param biasSquared |b|^2
 */
public record GramDecoder(MlpWeights weights, float[] gram, float[] cross, double biasSquared)
    implements Serializable {

  private static final class Module {
    static final TorchModule DECODER =
        TorchModule.compile("decoder", new TorchModule.Part(GramDecoder.class, "decoder.ts.py"));
  }

  /** Computes both products once, on the calling thread. */
  public static GramDecoder of(MlpWeights decoder) {
    MlpWeights.Linear last = decoder.output();
    try (NativeScope scope = TorchEngine.newScope()) {
      List<NativeTensor> out =
          Module.DECODER.call(
              scope,
              "gram",
              List.of(
                  scope.floats("W", last.weight(), last.out(), last.in()),
                  scope.floats("b", last.bias(), last.out())));
      return new GramDecoder(
          decoder, out.get(0).toFloats(), out.get(1).toFloats(), squared(last.bias()));
    }
  }

  /** Width of the last hidden layer. */
  public int hidden() {
    return weights.output().in();
  }

  /** {@code |b - x|^2} of a cell given by its nonzeros, in double. */
  public double constant(int[] genes, float[] values, int from, int to) {
    float[] bias = weights.output().bias();
    double sum = biasSquared;
    for (int i = from; i < to; i++) {
      double b = bias[genes[i]];
      double x = values[i];
      sum += x * (x - 2 * b);
    }
    return sum;
  }

  private static double squared(float[] bias) {
    double sum = 0;
    for (float b : bias) {
      sum += (double) b * b;
    }
    return sum;
  }
}
