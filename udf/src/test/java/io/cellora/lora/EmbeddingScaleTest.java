package io.cellora.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.cellora.Fixtures;
import io.cellora.encoder.NativeEncoder;
import io.cellora.encoder.SparseBatch;
import io.cellora.weights.MlpWeights;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EmbeddingScaleTest {

  @Test
  void scaledEmbeddingsHaveMeanZeroAndDeviationOne() {
    float[] embeddings = {1, 10, 3, 10, 5, 10};
    EmbeddingScale scale =
        EmbeddingScale.of(
            List.of(
                EmbeddingScale.Sums.of(new float[] {1, 10, 3, 10}, 2),
                EmbeddingScale.Sums.of(new float[] {5, 10}, 2)));
    double deviation = Math.sqrt(8.0 / 3);
    assertThat(scale.center()).containsExactly(3, 10);
    assertThat(scale.scale()[0]).isCloseTo((float) (1 / deviation), within(1e-6f));
    // A dimension that never changes is not blown up without bound.
    assertThat(scale.scale()[1]).isEqualTo(1e6f);
    assertThat((embeddings[4] - scale.center()[0]) * scale.scale()[0])
        .isCloseTo((float) (2 / deviation), within(1e-6f));
  }

  @Test
  void theSavedHeadGivesTheTrainedHeadsScores() {
    MlpWeights weights = Fixtures.smallModel().encoderWeights();
    ParameterLayout layout =
        ParameterLayout.of(weights, new LoraConfig(2, 4, List.of("network.2")), 5, 3);
    EmbeddingScale scale =
        new EmbeddingScale(new float[] {0.1f, -0.4f, 0.2f, 0}, new float[] {3, 5, 0.5f, 20});
    TrainableParameters parameters = TrainableParameters.initial(layout, scale, 7);
    SparseBatch cell = new SparseBatch(12);
    cell.add(new int[] {1, 4}, new double[] {2, 1}, 2);
    try (NativeEncoder encoder = NativeEncoder.load(weights)) {
      TrainingBlock block =
          BlockBuilder.of(encoder, BlockStorage.FLOAT32)
              .block(new CellKeys(new long[1], new int[1], new int[1]), cell);
      float[] scores =
          new TrainingStep(encoder, Optional.empty(), parameters, StepPlan.forScores(3))
              .score(block);
      float[] embedding = encoder.encode(cell);
      double[] wide = new double[embedding.length];
      for (int i = 0; i < wide.length; i++) {
        wide[i] = embedding[i];
      }
      double[] saved = parameters.head(List.of("a", "b", "c")).probabilities(wide);
      for (int i = 1; i < scores.length; i++) {
        assertThat(Math.log(saved[i] / saved[0])).isCloseTo(scores[i] - scores[0], within(1e-5));
      }
    }
  }
}
