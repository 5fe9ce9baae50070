package io.cellora.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.cellora.Fixtures;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One step against torch autograd through scimilarity's networks and peft's adapters. */
class TrainingStepTest {

  static Stream<StepCase> cases() {
    return StepCase.all();
  }

  static Stream<StepCase> allCases() throws IOException {
    return Stream.concat(StepCase.all(), StepCase.ofOtherCells());
  }

  @ParameterizedTest
  @MethodSource("allCases")
  void lossesAndGradientsEqualAutogradInDouble(StepCase oracle) {
    try (StepCase.Loaded loaded = oracle.load()) {
      check(oracle, loaded.step(EnumSet.allOf(Shortcut.class)).run(loaded.cells()));
    }
  }

  @ParameterizedTest
  @MethodSource("allCases")
  void eachShortcutSwitchedOffGivesTheSameNumbers(StepCase oracle) {
    try (StepCase.Loaded loaded = oracle.load()) {
      for (Shortcut off : Shortcut.values()) {
        Set<Shortcut> rest = EnumSet.complementOf(EnumSet.of(off));
        check(oracle, loaded.step(rest).run(loaded.cells()));
      }
    }
  }

  private static void check(StepCase oracle, GradientSum sum) {
    JsonNode expected = oracle.json();
    assertThat(sum.cells()).isEqualTo(expected.get("labels").size());
    assertThat(sum.right()).isEqualTo(expected.get("right").asLong());
    assertThat(sum.loss())
        .isCloseTo(expected.get("loss").asDouble(), relative(expected.get("loss")));
    for (LossTerm term : LossTerm.values()) {
      JsonNode value = expected.get("terms").get(term.column());
      if (!oracle.losses().has(term)) {
        assertThat(sum.terms()[term.ordinal()]).as(term.column()).isNaN();
        continue;
      }
      assertThat(sum.terms()[term.ordinal()])
          .as(term.column())
          .isCloseTo(value.asDouble(), relative(value));
    }
    int at = 0;
    for (JsonNode matrix : expected.get("gradients")) {
      float[] values = Fixtures.floats(matrix);
      double largest = 0;
      for (float value : values) {
        largest = Math.max(largest, Math.abs(value));
      }
      for (float value : values) {
        assertThat((double) sum.gradient()[at++]).isCloseTo(value, within(1e-5 * largest));
      }
    }
    assertThat(sum.gradient()).hasSize(at);
  }

  private static org.assertj.core.data.Offset<Double> relative(JsonNode value) {
    return within(1e-5 * Math.abs(value.asDouble()) + 1e-12);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void partsOfABatchAddUpToTheWhole(StepCase oracle) {
    // Terms that compare cells are means over a part, so they are left out here.
    StepLosses losses = oracle.losses();
    StepLosses additive =
        new StepLosses(
            losses.crossEntropy(),
            StepLosses.Triplet.OFF,
            StepLosses.SupCon.OFF,
            losses.reconstruction(),
            losses.distillation());
    try (StepCase.Loaded loaded = oracle.load()) {
      TrainingStep step = loaded.step(additive, EnumSet.allOf(Shortcut.class));
      GradientSum whole = step.run(loaded.cells());
      List<GradientSum> parts =
          List.of(
              step.run(loaded.cells(IntStream.range(0, 9).toArray())),
              step.run(loaded.cells(new int[0])),
              step.run(loaded.cells(IntStream.range(9, 24).toArray())));
      GradientSum.Mean mean = GradientSum.mean(parts, whole.gradient().length);
      assertThat(mean.loss() * 24).isCloseTo(whole.loss(), within(1e-5 * whole.loss()));
      for (int i = 0; i < whole.gradient().length; i++) {
        assertThat(mean.gradient()[i] * 24).isCloseTo(whole.gradient()[i], within(1e-3));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aLabelOutsideTheClassesIsRefusedBeforeTorchSeesIt(StepCase oracle) {
    try (StepCase.Loaded loaded = oracle.load()) {
      loaded.cells().cells().keys().labels()[2] = 3;
      TrainingStep step = loaded.step(EnumSet.allOf(Shortcut.class));
      assertThatThrownBy(() -> step.run(loaded.cells()))
          .hasMessage("Invalid label index: 3, expected 0 to 2");
    }
  }
}
