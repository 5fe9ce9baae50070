package io.cellora.lora;

import static org.assertj.core.api.Assertions.assertThat;

import io.cellora.encoder.NativeEncoder;
import io.cellora.encoder.SparseBatch;
import io.cellora.weights.MlpWeights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A step is a function of its arguments: not of the thread, nor of what runs beside it. */
class SameBytesTest {

  private static final int GENES = 300;
  private static final int CELLS = 64;
  private static final int ROUNDS = 100;

  private final SplittableRandom random = new SplittableRandom(1);

  @Test
  void aStepGivesTheSameBytesOnEveryThread() throws Exception {
    MlpWeights weights = weights();
    ParameterLayout layout =
        ParameterLayout.of(weights, new LoraConfig(8, 16, List.of("all-linear")), 256, 11);
    TrainableParameters parameters =
        new TrainableParameters(
            layout, uniform(layout.size(), 0.1), EmbeddingScale.identity(weights.outputSize()));
    try (NativeEncoder encoder = NativeEncoder.load(weights)) {
      Callable<float[]> step = step(encoder, parameters);
      float[] expected = step.call();
      assertThat(step.call()).containsExactly(expected);
      for (int round = 0; round < ROUNDS; round++) {
        for (float[] gradient : onItsOwnThreads(4, step)) {
          assertThat(Arrays.mismatch(gradient, expected)).as("round %d", round).isEqualTo(-1);
        }
      }
    }
  }

  private Callable<float[]> step(NativeEncoder encoder, TrainableParameters parameters) {
    SparseBatch cells = new SparseBatch(GENES);
    for (int i = 0; i < CELLS; i++) {
      int[] genes = IntStream.range(0, GENES / 3).map(g -> g * 3 + random.nextInt(3)).toArray();
      double[] values = IntStream.of(genes).mapToDouble(g -> random.nextDouble() * 3).toArray();
      cells.add(genes, values, genes.length);
    }
    int[] labels = IntStream.range(0, CELLS).map(i -> i % 11).toArray();
    long[] positions = IntStream.range(0, CELLS).asLongStream().toArray();
    // Prepared here, so that the step is the first that its thread asks of torch.
    TrainingBlock block =
        BlockBuilder.of(encoder, BlockStorage.FLOAT32)
            .block(new CellKeys(positions, labels, new int[CELLS]), cells);
    StepPlan plan =
        StepPlan.of(new BatchPlan(0, 1, CELLS), StepLosses.crossEntropy(11), Dropout.NONE);
    return () ->
        new TrainingStep(encoder, Optional.empty(), parameters, plan)
            .run(new StepCells(block, 0, 0))
            .gradient();
  }

  /** New threads each time: what a thread does first must not differ from what it does later. */
  private static List<float[]> onItsOwnThreads(int threads, Callable<float[]> step)
      throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<float[]> results = new ArrayList<>();
      for (Future<float[]> future : pool.invokeAll(Collections.nCopies(threads, step))) {
        results.add(future.get());
      }
      return results;
    } finally {
      pool.shutdown();
    }
  }

  private MlpWeights weights() {
    return new MlpWeights(
        List.of(block("network.0.1", GENES, 256), block("network.1.1", 256, 256)),
        linear("network.2", 256, 64));
  }

  private MlpWeights.HiddenBlock block(String name, int in, int out) {
    return new MlpWeights.HiddenBlock(
        linear(name, in, out), uniform(out, 1), uniform(out, 0.1), 0.25f);
  }

  private MlpWeights.Linear linear(String name, int in, int out) {
    return new MlpWeights.Linear(name, in, out, uniform(in * out, 0.1), uniform(out, 0.1));
  }

  private float[] uniform(int size, double bound) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) ((2 * random.nextDouble() - 1) * bound);
    }
    return values;
  }
}
