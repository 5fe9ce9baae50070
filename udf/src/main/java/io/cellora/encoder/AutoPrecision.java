package io.cellora.encoder;

import io.cellora.torch.TorchEngine;
import io.cellora.weights.MlpWeights;
import io.cellora.weights.MlpWeights.HiddenBlock;
import io.cellora.weights.MlpWeights.Linear;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides {@link Precision#AUTO}, once a JVM, by the processor and a small measurement. */
final class AutoPrecision {

  private static final Logger LOG = LoggerFactory.getLogger(AutoPrecision.class);

  /** Less is not worth the rounding. */
  private static final double WORTHWHILE = 1.2;

  private static final int GENES = 4096;
  private static final int WIDTH = 512;
  private static final int CELLS = 256;
  private static final int NONZEROS = 512;
  private static final int RUNS = 5;

  private AutoPrecision() {}

  private static final class Measured {
    static final Precision CHOICE = measure();
  }

  static Precision resolve(Precision asked) {
    return asked == Precision.AUTO ? Measured.CHOICE : asked;
  }

  private static Precision measure() {
    if (!TorchEngine.processorKnowsBfloat16()) {
      LOG.info("precision auto: float32 (the processor has no instructions for bfloat16)");
      return Precision.FLOAT32;
    }
    double ratio = seconds(Precision.FLOAT32) / seconds(Precision.BFLOAT16);
    Precision choice = choose(ratio);
    LOG.info("precision auto: {} (bfloat16 measured {} times as fast)", choice, ratio);
    return choice;
  }

  static Precision choose(double ratio) {
    return ratio >= WORTHWHILE ? Precision.BFLOAT16 : Precision.FLOAT32;
  }

  /** The quickest of some runs over a small batch. */
  private static double seconds(Precision precision) {
    SparseBatch cells = cells();
    double best = Double.POSITIVE_INFINITY;
    try (NativeEncoder encoder = NativeEncoder.load(network(), precision)) {
      for (int run = 0; run < RUNS; run++) {
        long start = System.nanoTime();
        encoder.encode(cells);
        best = Math.min(best, (System.nanoTime() - start) / 1e9);
      }
    }
    return best;
  }

  private static MlpWeights network() {
    float[] ones = new float[WIDTH];
    Arrays.fill(ones, 1);
    return new MlpWeights(
        List.of(
            new HiddenBlock(linear(GENES), ones, new float[WIDTH], 0.25f),
            new HiddenBlock(linear(WIDTH), ones, new float[WIDTH], 0.25f)),
        linear(WIDTH));
  }

  private static Linear linear(int in) {
    SplittableRandom random = new SplittableRandom(in);
    float[] weight = new float[in * WIDTH];
    for (int i = 0; i < weight.length; i++) {
      weight[i] = (float) (random.nextDouble() - 0.5);
    }
    return new Linear("measured", in, WIDTH, weight, new float[WIDTH]);
  }

  private static SparseBatch cells() {
    SplittableRandom random = new SplittableRandom(1);
    SparseBatch batch = new SparseBatch(GENES);
    for (int cell = 0; cell < CELLS; cell++) {
      int[] genes = random.ints(NONZEROS, 0, GENES).toArray();
      batch.add(genes, random.doubles(NONZEROS).toArray(), NONZEROS);
    }
    return batch;
  }
}
