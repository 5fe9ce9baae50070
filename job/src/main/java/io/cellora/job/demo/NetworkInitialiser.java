package io.cellora.job.demo;

import io.cellora.weights.MlpLayout;
import io.cellora.weights.MlpState;
import io.cellora.weights.MlpWeights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Networks as torch makes them: Linear uniform in +-1 / sqrt(fan in), BatchNorm 1 and 0, PReLU
 * 0.25.
 */
final class NetworkInitialiser {

  private final SplittableRandom random;

  NetworkInitialiser(long seed) {
    this.random = new SplittableRandom(seed);
  }

  MlpState encoder(int genes, List<Integer> hidden, int latent) {
    return network(MlpLayout.ENCODER, genes, hidden, latent);
  }

  MlpState decoder(int latent, List<Integer> hidden, int genes) {
    return network(MlpLayout.DECODER, latent, hidden, genes);
  }

  private MlpState network(MlpLayout layout, int in, List<Integer> hidden, int out) {
    List<MlpState.RawBlock> blocks = new ArrayList<>();
    int width = in;
    for (int i = 0; i < hidden.size(); i++) {
      blocks.add(block(linear(layout.linear(i), width, hidden.get(i))));
      width = hidden.get(i);
    }
    return new MlpState(blocks, linear(layout.output(hidden.size()), width, out));
  }

  private static MlpState.RawBlock block(MlpWeights.Linear linear) {
    int width = linear.out();
    return new MlpState.RawBlock(
        linear, filled(width, 1), filled(width, 0), filled(width, 0), filled(width, 1), 0, 0.25f);
  }

  private MlpWeights.Linear linear(String name, int in, int out) {
    double bound = 1 / Math.sqrt(in);
    return new MlpWeights.Linear(
        name, in, out, uniform(Math.multiplyExact(in, out), bound), uniform(out, bound));
  }

  private float[] uniform(int size, double bound) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) ((2 * random.nextDouble() - 1) * bound);
    }
    return values;
  }

  private static float[] filled(int size, float value) {
    float[] values = new float[size];
    Arrays.fill(values, value);
    return values;
  }
}
