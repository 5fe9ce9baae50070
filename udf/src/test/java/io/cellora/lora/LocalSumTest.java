package io.cellora.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.cellora.weights.MlpWeights;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class LocalSumTest {

  private final TrainableParameters start =
      TrainableParameters.initial(layout(), EmbeddingScale.identity(2), 1);

  @Test
  void oneWorkersValuesAreKeptToTheBit() {
    LocalSum one = sum(7, 0.1f, 1 / 3.0);
    LocalSteps.Outcome outcome = LocalSum.average(List.of(sum(0, 9, 9), one), start);
    assertThat(outcome.parameters().values()).containsExactly(one.values());
    assertThat(outcome.moments().second()).containsExactly(one.moments().second());
    assertThat(outcome.moments().steps()).containsExactly(7, 7, 7);
    assertThat(outcome.mean().cells()).isEqualTo(7);
    assertThat(outcome.norm()).isEqualTo(2);
  }

  @Test
  void workersCountByTheirCells() {
    LocalSteps.Outcome outcome = LocalSum.average(List.of(sum(1, 1, 2), sum(3, 5, 10)), start);
    assertThat(outcome.parameters().values()[0]).isEqualTo(4);
    assertThat(outcome.moments().first()[0]).isCloseTo(8, within(1e-12));
    assertThat(outcome.mean().loss()).isEqualTo(1.5);
  }

  @Test
  void noCellsAtAllAreRefused() {
    assertThatThrownBy(() -> LocalSum.average(List.of(sum(0, 1, 1)), start))
        .hasMessageStartingWith("Cannot average gradients (no cells)");
  }

  private LocalSum sum(long cells, float value, double moment) {
    float[] values = new float[start.values().length];
    Arrays.fill(values, value);
    double[] moments = new double[values.length];
    Arrays.fill(moments, moment);
    int steps = (int) cells;
    return new LocalSum(
        new GradientSum(1.5 * cells, new double[5], cells, 0, new float[0]),
        2.0 * cells,
        values,
        new AdamW.State(moments, moments.clone(), new int[] {steps, steps, steps}));
  }

  private static ParameterLayout layout() {
    MlpWeights.Linear first = new MlpWeights.Linear("0", 3, 2, new float[6], new float[2]);
    MlpWeights.Linear last = new MlpWeights.Linear("1", 2, 2, new float[4], new float[2]);
    MlpWeights encoder =
        new MlpWeights(
            List.of(new MlpWeights.HiddenBlock(first, new float[2], new float[2], 0.25f)), last);
    return ParameterLayout.of(encoder, new LoraConfig(1, 1, List.of("all-linear")), 2, 2);
  }
}
