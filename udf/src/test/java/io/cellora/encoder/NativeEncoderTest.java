package io.cellora.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.cellora.Fixtures;
import io.cellora.weights.LocalFolder;
import io.cellora.weights.LoraPair;
import io.cellora.weights.LoraWeights;
import io.cellora.weights.MlpWeights;
import io.cellora.weights.PeftAdapter;
import io.cellora.weights.ScimilarityFolder;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import org.apache.spark.ml.linalg.Vectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NativeEncoderTest {

  private final MlpWeights weights = Fixtures.smallModel().encoderWeights();
  private final NativeEncoder encoder = NativeEncoder.load(weights);

  @AfterEach
  void free() {
    encoder.close();
  }

  @Test
  void embeddingsEqualTheScimilarityPackage() {
    JsonNode expected = Fixtures.json("weights/scimilarity_small_expected.json");
    assertClose(encoder.encode(batch(expected)), Fixtures.flat(expected.get("embeddings")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"one", "two", "four", "five"})
  void anyDepthAndWidthIsEmbeddedAsScimilarityDoes(String name) throws IOException {
    JsonNode expected = Fixtures.json("weights/depths/expected.json");
    MlpWeights deep =
        ScimilarityFolder.read(new LocalFolder(Fixtures.path("weights/depths/" + name)))
            .encoderWeights();
    try (NativeEncoder other = NativeEncoder.load(deep)) {
      assertClose(other.encode(batch(expected)), Fixtures.flat(expected.get(name)));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"peft_small", "peft_small_ranks", "peft_small_rslora"})
  void embeddingsWithAnAdapterEqualPeft(String name) throws IOException {
    LoraWeights adapter = PeftAdapter.read(new LocalFolder(Fixtures.path("weights/" + name)));
    JsonNode expected = Fixtures.json("weights/" + name + "_expected.json");
    try (NativeEncoder merged = NativeEncoder.load(adapter.mergedInto(weights))) {
      assertClose(
          encoder.encode(batch(expected), adapter), Fixtures.flat(expected.get("embeddings")));
      assertClose(merged.encode(batch(expected)), Fixtures.flat(expected.get("merged_embeddings")));
    }
  }

  @Test
  void anAdapterWhoseBIsZeroChangesNoBit() {
    JsonNode expected = Fixtures.json("weights/scimilarity_small_expected.json");
    MlpWeights.Linear first = weights.linears().get(0);
    LoraPair fresh =
        new LoraPair(
            2,
            4,
            false,
            new float[2 * first.in()],
            new float[first.out() * 2],
            first.in(),
            first.out());
    Arrays.fill(fresh.a(), 0.7f);
    LoraWeights adapter = new LoraWeights(Map.of(first.name(), fresh));
    assertThat(encoder.encode(batch(expected), adapter))
        .containsExactly(encoder.encode(batch(expected)));
  }

  @Test
  void aCellDoesNotDependOnItsBatch() {
    JsonNode expected = Fixtures.json("weights/scimilarity_small_expected.json");
    float[] together = encoder.project(batch(expected));
    SparseBatch alone = new SparseBatch(weights.inputSize());
    alone.add(Vectors.dense(Fixtures.doubles(expected.get("x").get(3))));
    float[] one = encoder.project(alone);
    for (int i = 0; i < one.length; i++) {
      assertThat(together[3 * one.length + i]).isEqualTo(one[i]);
    }
  }

  @Test
  void cellsOfAnotherGeneOrderAreRefusedBeforeTorchSeesThem() {
    assertThatThrownBy(() -> encoder.encode(new SparseBatch(5)))
        .hasMessage("Invalid number of genes: 5, expected 12");
    SparseBatch batch = new SparseBatch(12);
    assertThatThrownBy(() -> batch.add(Vectors.zeros(13)))
        .hasMessageContaining("Invalid size of a features vector: 13, expected the model's 12");
    assertThatThrownBy(() -> batch.add(new int[] {12}, new double[] {1}, 1))
        .hasMessage("Invalid gene index: 12, expected 0 to 11");
  }

  private static SparseBatch batch(JsonNode expected) {
    SparseBatch batch = new SparseBatch(expected.get("x").get(0).size());
    expected.get("x").forEach(row -> batch.add(Vectors.dense(Fixtures.doubles(row))));
    return batch;
  }

  private static void assertClose(float[] actual, float[] expected) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < actual.length; i++) {
      assertThat(actual[i]).isCloseTo(expected[i], within(1e-5f));
    }
  }
}
