package io.cellora.encoder;

import io.cellora.torch.NativeScope;
import io.cellora.torch.NativeTensor;
import io.cellora.torch.TorchEngine;
import io.cellora.torch.TorchModule;
import io.cellora.weights.MlpWeights;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

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

  /** Columns that one call takes; fixed, because it decides how the products are summed. */
  private static final int SPAN = 256;

  /** Computes both products once, on all cores. */
  public static GramDecoder of(MlpWeights decoder) {
    MlpWeights.Linear last = decoder.output();
    float[] gram = new float[Math.multiplyExact(last.in(), last.in())];
    float[] cross = new float[last.in()];
    try (NativeScope scope = TorchEngine.newScope()) {
      NativeTensor weight = scope.floats("W", last.weight(), last.out(), last.in());
      NativeTensor bias = scope.floats("b", last.bias(), last.out());
      IntStream.range(0, (last.in() + SPAN - 1) / SPAN)
          .parallel()
          .map(span -> span * SPAN)
          .forEach(from -> products(List.of(weight, bias), from, gram, cross));
    }
    return new GramDecoder(decoder, gram, cross, squared(last.bias()));
  }

  /** Fills some rows of W'W from the diagonal on, the columns below them, and some of W'b. */
  private static void products(List<NativeTensor> last, int from, float[] gram, float[] cross) {
    int hidden = cross.length;
    int to = Math.min(hidden, from + SPAN);
    try (NativeScope scope = TorchEngine.newScope()) {
      List<NativeTensor> arguments = new ArrayList<>(last);
      arguments.add(scope.longs("span", new int[] {from, to}, 2));
      List<NativeTensor> out = Module.DECODER.call(scope, "gram", arguments);
      System.arraycopy(out.get(1).toFloats(), 0, cross, from, to - from);
      float[] rows = out.get(0).toFloats();
      for (int row = from; row < to; row++) {
        for (int column = from; column < hidden; column++) {
          float value = rows[(row - from) * (hidden - from) + column - from];
          gram[row * hidden + column] = value;
          if (column >= to) {
            gram[column * hidden + row] = value;
          }
        }
      }
    }
  }

  /** Width of the last hidden layer. */
  public int hidden() {
    return weights.output().in();
  }

  /** {@code |b - x|^2} of each cell, in double. */
  public double[] constants(SparseBatch cells) {
    int[] genes = cells.indices();
    float[] values = cells.values();
    double[] constants = new double[cells.size()];
    for (int row = 0; row < constants.length; row++) {
      int to = row + 1 < constants.length ? cells.offsets()[row + 1] : cells.nonzeros();
      constants[row] = constant(genes, values, cells.offsets()[row], to);
    }
    return constants;
  }

  private double constant(int[] genes, float[] values, int from, int to) {
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
