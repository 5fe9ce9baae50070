package io.cellora.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cellora.Fixtures;
import io.cellora.torch.TorchEngine;
import io.cellora.weights.MlpState;
import io.cellora.weights.ScimilarityModel;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class NetworkTrainerTest {

  private static final NetworkTrainer.Recipe RECIPE =
      new NetworkTrainer.Recipe(0.05, 0.5, 0, 0, 0.01);

  private final ScimilarityModel model = Fixtures.smallModel();
  private final MlpState encoder = MlpState.ofEncoder(model.encoder(), "encoder");
  private final MlpState decoder = MlpState.ofDecoder(model.decoder().orElseThrow(), "decoder");

  @Test
  void trainingLowersTheReconstructionError() {
    try (NetworkTrainer trainer = new NetworkTrainer(encoder, decoder, RECIPE)) {
      NetworkTrainer.Losses first = trainer.step(cells(), new int[] {0, 0, 1, 1}, 0.02);
      NetworkTrainer.Losses last = first;
      for (int i = 0; i < 60; i++) {
        last = trainer.step(cells(), new int[] {0, 0, 1, 1}, 0.02);
      }
      assertThat(last.squaredError()).isLessThan(first.squaredError() / 2);
      assertThat(trainer.encoder().hidden().get(0).numBatchesTracked()).isEqualTo(61);
    }
  }

  /** Enough cells for torch to share the work out to its threads. */
  @Test
  void theSameSeedGivesTheSameBytesAlsoOnSeveralThreads() {
    int before = TorchEngine.useThreads(2);
    try {
      String first = trained(5).encoderState().sha256();
      for (int i = 0; i < 3; i++) {
        assertThat(trained(5).encoderState().sha256()).isEqualTo(first);
      }
      assertThat(trained(6).encoderState().sha256()).isNotEqualTo(first);
    } finally {
      TorchEngine.useThreads(before);
    }
  }

  @Test
  void aBatchOfOneCellIsRefused() {
    try (NetworkTrainer trainer = new NetworkTrainer(encoder, decoder, RECIPE)) {
      SparseBatch one = new SparseBatch(12);
      one.add(new int[] {1}, new double[] {1}, 1);
      assertThatThrownBy(() -> trainer.step(one, new int[] {0}, 0.1))
          .hasMessageContaining("Invalid batch: 1 cells and 1 labels");
    }
  }

  private MlpState trained(int seed) {
    NetworkTrainer.Recipe dropout = new NetworkTrainer.Recipe(0.05, 0.5, 0.4, 0.5, 0.01);
    SplittableRandom random = new SplittableRandom(1);
    SparseBatch many = new SparseBatch(12);
    int[] labels = new int[400];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = i % 4;
      many.add(
          new int[] {i % 4, 4 + random.nextInt(8)}, new double[] {1, 3 * random.nextDouble()}, 2);
    }
    TorchEngine.seed(seed);
    try (NetworkTrainer trainer = new NetworkTrainer(encoder, decoder, dropout)) {
      for (int i = 0; i < 4; i++) {
        trainer.step(many, labels, 0.01);
      }
      return trainer.encoder();
    }
  }

  private static SparseBatch cells() {
    SparseBatch batch = new SparseBatch(12);
    batch.add(new int[] {0, 3}, new double[] {1, 2}, 2);
    batch.add(new int[] {0, 4}, new double[] {2, 2}, 2);
    batch.add(new int[] {7, 9}, new double[] {1, 3}, 2);
    batch.add(new int[] {7, 11}, new double[] {2, 1}, 2);
    return batch;
  }
}
