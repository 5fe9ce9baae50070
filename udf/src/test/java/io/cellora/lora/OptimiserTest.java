package io.cellora.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.cellora.Fixtures;
import io.cellora.weights.MlpWeights;
import java.util.List;
import org.junit.jupiter.api.Test;

class OptimiserTest {

  private static final AdamW.Constants CONSTANTS = new AdamW.Constants(0.8, 0.95, 1e-8, 0.1);

  @Test
  void clippingAndAdamWEqualTorch() {
    JsonNode oracle = Fixtures.json("lora/optimiser_expected.json");
    float[] values = Fixtures.floats(oracle.get("start"));
    AdamW adamW = new AdamW(CONSTANTS, AdamW.State.fresh(5));
    for (JsonNode step : oracle.get("steps")) {
      double[] gradient = Fixtures.doubles(step.get("gradient"));
      double norm = GradientClip.clip(gradient, 1.5);
      assertThat(norm).isCloseTo(step.get("norm").asDouble(), within(1e-5));
      adamW.step(values, gradient, head(0, 5), step.get("rate").asDouble());
      assertClose(values, Fixtures.floats(step.get("values")));
    }
  }

  @Test
  void groupsWithRatesOfTheirOwnEqualTorchAlsoAfterTheStateWasPutBack() {
    JsonNode oracle = Fixtures.json("lora/optimiser_groups_expected.json");
    StepOptimizer.Rule rule =
        new StepOptimizer.Rule(CONSTANTS, 1.5, oracle.get("lora_plus_ratio").asDouble());
    ParameterLayout layout = layout();
    float[] values = Fixtures.floats(oracle.get("start"));
    AdamW.State state = AdamW.State.fresh(layout.size());
    for (JsonNode step : oracle.get("steps")) {
      double[] gradient = Fixtures.doubles(step.get("gradient"));
      StepOptimizer optimizer = new StepOptimizer(rule, layout, state);
      double norm = optimizer.step(values, gradient, rates(step));
      state = optimizer.state();
      assertThat(norm).isCloseTo(step.get("norm").asDouble(), within(1e-5));
      assertClose(values, Fixtures.floats(step.get("values")));
    }
    assertThat(state.steps()).containsExactly(7, 7, 10);
  }

  @Test
  void valuesOutsideTheSpansStayAsTheyAre() {
    float[] values = {1, 1, 1, 1};
    new AdamW(CONSTANTS, AdamW.State.fresh(4))
        .step(values, new double[] {9, 9, 9, 9}, head(1, 3), 0.1);
    assertThat(values[0]).isEqualTo(1);
    assertThat(values[1]).isLessThan(1);
    assertThat(values[3]).isEqualTo(1);
  }

  @Test
  void aStateThatWasTakenOutDoesNotMoveOn() {
    AdamW adamW = new AdamW(CONSTANTS, AdamW.State.fresh(1));
    AdamW.State before = adamW.state();
    adamW.step(new float[] {1}, new double[] {9}, head(0, 1), 0.1);
    assertThat(before.first()).containsExactly(0);
    assertThat(adamW.state().first()).containsExactly((1 - 0.8) * 9);
    assertThat(adamW.state().steps()).containsExactly(0, 0, 1);
  }

  @Test
  void aStateOfOtherParametersIsRefused() {
    StepOptimizer.Rule rule = new StepOptimizer.Rule(CONSTANTS, 1, 1);
    assertThatThrownBy(() -> new StepOptimizer(rule, layout(), AdamW.State.fresh(20)))
        .hasMessage("Invalid optimiser state: 20 values, expected 21");
  }

  private static StepOptimizer.Rates rates(JsonNode step) {
    return new StepOptimizer.Rates(
        step.get("head_only").asBoolean()
            ? StepOptimizer.Phase.HEAD_ONLY
            : StepOptimizer.Phase.TOGETHER,
        step.get("adapters").asDouble(),
        step.get("head").asDouble());
  }

  /** 3 -> 2 -> 2, rank 1, and a head 2 -> 2 -> 2. */
  private static ParameterLayout layout() {
    MlpWeights.Linear first = new MlpWeights.Linear("0", 3, 2, new float[6], new float[2]);
    MlpWeights.Linear last = new MlpWeights.Linear("1", 2, 2, new float[4], new float[2]);
    MlpWeights encoder =
        new MlpWeights(
            List.of(new MlpWeights.HiddenBlock(first, new float[2], new float[2], 0.25f)), last);
    return ParameterLayout.of(encoder, new LoraConfig(1, 1, List.of("all-linear")), 2, 2);
  }

  private static ParameterGroup.Spans head(int from, int to) {
    return new ParameterGroup.Spans(
        ParameterGroup.HEAD, List.of(new ParameterGroup.Span(from, to)));
  }

  private static void assertClose(float[] actual, float[] expected) {
    for (int i = 0; i < expected.length; i++) {
      assertThat(actual[i]).isCloseTo(expected[i], within(2e-6f));
    }
  }
}
