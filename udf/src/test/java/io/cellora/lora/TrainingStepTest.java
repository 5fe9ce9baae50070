package io.cellora.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.cellora.Fixtures;
import io.cellora.encoder.NativeEncoder;
import io.cellora.encoder.SparseBatch;
import io.cellora.weights.MlpWeights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.ml.linalg.Vectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One step against torch autograd through scimilarity's encoder and peft's adapters. */
class TrainingStepTest {

  private final MlpWeights weights = Fixtures.smallModel().encoderWeights();

  static Stream<JsonNode> cases() {
    List<JsonNode> cases = new ArrayList<>();
    Fixtures.json("lora/gradients_expected.json").forEach(cases::add);
    return cases.stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void lossAndGradientsEqualAutograd(JsonNode oracle) {
    try (NativeEncoder encoder = NativeEncoder.load(weights)) {
      TrainingBlock block = block(encoder, oracle);
      int[] rows = IntStream.range(0, block.size()).toArray();
      GradientSum sum =
          new TrainingStep(encoder, parameters(oracle))
              .run(block, rows, Fixtures.floats(oracle.get("mask")));
      assertThat(sum.cells()).isEqualTo(block.size());
      assertThat(sum.right()).isEqualTo(oracle.get("right").asLong());
      assertThat(sum.loss()).isCloseTo(oracle.get("loss").asDouble(), within(1e-4));
      float[] expected = concatenated(oracle.get("gradients"));
      assertThat(sum.gradient()).hasSameSizeAs(expected);
      for (int i = 0; i < expected.length; i++) {
        assertThat(sum.gradient()[i]).isCloseTo(expected[i], within(1e-5f));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void partsAddUpToTheWhole(JsonNode oracle) {
    try (NativeEncoder encoder = NativeEncoder.load(weights)) {
      TrainingBlock block = block(encoder, oracle);
      TrainingStep step = new TrainingStep(encoder, parameters(oracle));
      float[] ones = new float[7 * 5];
      Arrays.fill(ones, 1);
      GradientSum whole = step.run(block, new int[] {0, 1, 2, 3, 4, 5, 6}, ones);
      GradientSum.Mean parts =
          GradientSum.mean(
              List.of(
                  step.run(block, new int[] {6, 0, 1}, Arrays.copyOf(ones, 15)),
                  step.run(block, new int[0], new float[0]),
                  step.run(block, new int[] {2, 4, 3, 5}, Arrays.copyOf(ones, 20))));
      assertThat(parts.loss() * 7).isCloseTo(whole.loss(), within(1e-4));
      for (int i = 0; i < whole.gradient().length; i++) {
        assertThat(parts.gradient()[i] * 7).isCloseTo(whole.gradient()[i], within(1e-4));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aLabelOutsideTheClassesIsRefusedBeforeTorchSeesIt(JsonNode oracle) {
    try (NativeEncoder encoder = NativeEncoder.load(weights)) {
      TrainingBlock block = block(encoder, oracle);
      block.labels()[2] = 3;
      TrainingStep step = new TrainingStep(encoder, parameters(oracle));
      assertThatThrownBy(() -> step.run(block, new int[] {2}, new float[5]))
          .hasMessage("Invalid label index: 3, expected 0 to 2");
    }
  }

  private TrainableParameters parameters(JsonNode oracle) {
    return new TrainableParameters(
        layout(oracle), concatenated(oracle.get("values")), EmbeddingScale.identity(4));
  }

  private ParameterLayout layout(JsonNode oracle) {
    List<String> targets = new ArrayList<>();
    oracle.get("targets").forEach(target -> targets.add(target.asText()));
    return ParameterLayout.of(weights, new LoraConfig(2, 6, targets), 5, 3);
  }

  /** The matrices in the order of the file, which is the order of the layout. */
  private static float[] concatenated(JsonNode byName) {
    List<Float> all = new ArrayList<>();
    byName.forEach(values -> values.forEach(value -> all.add((float) value.asDouble())));
    float[] out = new float[all.size()];
    for (int i = 0; i < out.length; i++) {
      out[i] = all.get(i);
    }
    return out;
  }

  private static TrainingBlock block(NativeEncoder encoder, JsonNode oracle) {
    SparseBatch batch = new SparseBatch(12);
    oracle.get("x").forEach(row -> batch.add(Vectors.dense(Fixtures.doubles(row))));
    int n = batch.size();
    int[] offsets = Arrays.copyOf(batch.offsets(), n + 1);
    offsets[n] = batch.nonzeros();
    int[] labels = new int[n];
    for (int i = 0; i < n; i++) {
      labels[i] = oracle.get("labels").get(i).asInt();
    }
    return new TrainingBlock(
        IntStream.range(0, n).asLongStream().toArray(),
        labels,
        encoder.project(batch),
        6,
        new SparseRows(offsets, batch.indices(), batch.values()));
  }
}
