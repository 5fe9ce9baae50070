package io.cellora.job.bench;

import io.cellora.weights.LocalFolder;
import io.cellora.weights.LoraPair;
import io.cellora.weights.LoraWeights;
import io.cellora.weights.MlpState;
import io.cellora.weights.MlpWeights;
import io.cellora.weights.MlpWeights.Linear;
import io.cellora.weights.ScimilarityFolder;
import io.cellora.weights.ScimilarityModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Made-up weights in the shapes of SCimilarity's released model: they keep the signal's size, and
 * no BatchNorm statistic or slope has a value that hides a mistake. The same seed gives the same.
 */
public final class BenchModel {

  /** Widths of the hidden layers and of the embedding of v1.1. */
  public static final List<Integer> HIDDEN = List.of(1024, 1024, 1024);

  public static final int LATENT = 128;

  private static final int RANK = 8;
  private static final float ALPHA = 16;
  private static final long SEED = 4;
  private static final long DECODER_SEED = 5;

  private final SplittableRandom random;

  private BenchModel(long seed) {
    this.random = new SplittableRandom(seed);
  }

  /** Writes a model folder without a decoder. */
  public static void write(Path folder, List<String> genes) {
    write(folder, genes, Optional.empty());
  }

  /** Writes the same encoder with a decoder that mirrors it. */
  public static void writeWithDecoder(Path folder, List<String> genes) {
    write(folder, genes, Optional.of(new BenchModel(DECODER_SEED).decoder(genes.size())));
  }

  private static void write(Path folder, List<String> genes, Optional<MlpState> decoder) {
    Map<String, Object> hyperparameters = new LinkedHashMap<>();
    hyperparameters.put("latent_dim", LATENT);
    hyperparameters.put("hidden_dim", HIDDEN);
    MlpState encoder = new BenchModel(SEED).encoder(genes.size());
    try {
      ScimilarityFolder.write(
          new LocalFolder(folder),
          ScimilarityModel.of(encoder, decoder, genes, hyperparameters, List.of()));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write model (" + e.getMessage() + "): " + folder, e);
    }
  }

  /** An adapter of rank 8 on every linear layer, different for each seed. */
  public static LoraWeights adapter(MlpWeights base, long seed) {
    BenchModel made = new BenchModel(seed);
    Map<String, LoraPair> layers = new LinkedHashMap<>();
    for (Linear linear : base.linears()) {
      layers.put(linear.name(), made.pair(linear));
    }
    return new LoraWeights(layers);
  }

  private LoraPair pair(Linear linear) {
    float[] a = even(RANK * linear.in(), 1 / Math.sqrt(linear.in()), 0);
    float[] b = even(linear.out() * RANK, 0.1, 0);
    return new LoraPair(RANK, ALPHA, false, a, b, linear.in(), linear.out());
  }

  private MlpState encoder(int genes) {
    return network(genes, HIDDEN, LATENT);
  }

  private MlpState decoder(int genes) {
    List<Integer> mirrored = new ArrayList<>(HIDDEN);
    Collections.reverse(mirrored);
    return network(LATENT, mirrored, genes);
  }

  private MlpState network(int in, List<Integer> hidden, int out) {
    List<MlpState.RawBlock> blocks = new ArrayList<>();
    int width = in;
    for (int next : hidden) {
      blocks.add(block(linear(width, next)));
      width = next;
    }
    return new MlpState(blocks, linear(width, out));
  }

  private MlpState.RawBlock block(Linear linear) {
    int width = linear.out();
    return new MlpState.RawBlock(
        linear,
        even(width, 0.5, 1),
        even(width, 0.3, 0),
        even(width, 0.3, 0),
        even(width, 0.5, 1),
        1000,
        0.2f);
  }

  private Linear linear(int in, int out) {
    float[] weight = even(Math.multiplyExact(in, out), 3 / Math.sqrt(in), 0);
    return new Linear("", in, out, weight, even(out, 0.3, 0));
  }

  /** Evenly drawn from {@code middle - reach} to {@code middle + reach}. */
  private float[] even(int size, double reach, double middle) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) (middle + reach * (2 * random.nextDouble() - 1));
    }
    return values;
  }
}
