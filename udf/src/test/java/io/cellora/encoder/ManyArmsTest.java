package io.cellora.encoder;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.cellora.Fixtures;
import io.cellora.torch.NativeScope;
import io.cellora.torch.TorchEngine;
import io.cellora.weights.LocalFolder;
import io.cellora.weights.LoraWeights;
import io.cellora.weights.MlpWeights;
import io.cellora.weights.PeftAdapter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.spark.ml.linalg.Vectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ManyArmsTest {

  private static final List<String> ADAPTERS =
      List.of("peft_small", "peft_small_ranks", "peft_small_rslora");

  private final JsonNode expected = Fixtures.json("weights/scimilarity_small_expected.json");
  private final MlpWeights weights = Fixtures.smallModel().encoderWeights();

  @ParameterizedTest
  @EnumSource(
      value = Precision.class,
      names = {"FLOAT32", "BFLOAT16"})
  void armsOfOnePassGetTheBitsOfAPassOfTheirOwn(Precision precision) throws IOException {
    try (NativeEncoder encoder = NativeEncoder.load(weights, precision)) {
      List<float[]> together = encode(encoder, arms());

      assertThat(together.get(0)).containsExactly(encoder.encode(cells()));
      for (int arm = 1; arm < together.size(); arm++) {
        assertThat(together.get(arm))
            .containsExactly(encoder.encode(cells(), arms().get(arm)))
            .isNotEqualTo(together.get(0));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Precision.class,
      names = {"FLOAT32", "BFLOAT16"})
  void aCellGetsTheSameBitsWhateverItsBatchAndItsPlaceInIt(Precision precision) throws IOException {
    int latent = weights.outputSize();
    int count = expected.get("x").size();
    try (NativeEncoder encoder = NativeEncoder.load(weights, precision)) {
      List<float[]> together = encode(encoder, arms(), range(0, 100, count));
      for (int size : new int[] {1, 2, 5, 16, 33}) {
        for (int from = 0; from < count; from++) {
          List<float[]> apart = encode(encoder, arms(), range(from, from + size, count));
          for (int arm = 0; arm < apart.size(); arm++) {
            int first = from * latent;
            assertThat(apart.get(arm))
                .containsExactly(
                    Arrays.copyOfRange(together.get(arm), first, first + size * latent));
          }
        }
      }
    }
  }

  private static int[] range(int from, int to, int count) {
    return IntStream.range(from, to).map(i -> i % count).toArray();
  }

  @Test
  void aCellWithoutCountsIsEmbeddedAlso() throws IOException {
    try (NativeEncoder encoder = NativeEncoder.load(weights)) {
      SparseBatch empty = new SparseBatch(weights.inputSize());
      empty.add(Vectors.zeros(weights.inputSize()));
      assertThat(encoder.encode(empty)).hasSize(weights.outputSize()).doesNotContain(Float.NaN);
    }
  }

  @Test
  void bfloat16KeepsTheDirectionOfEveryEmbedding() throws IOException {
    try (NativeEncoder exact = NativeEncoder.load(weights);
        NativeEncoder rounded = NativeEncoder.load(weights, Precision.BFLOAT16)) {
      List<float[]> of32 = encode(exact, arms());
      List<float[]> of16 = encode(rounded, arms());
      for (int arm = 0; arm < of32.size(); arm++) {
        assertThat(smallestCosine(of32.get(arm), of16.get(arm), weights.outputSize()))
            .isGreaterThan(0.9999)
            .isLessThan(1);
      }
    }
  }

  @Test
  void fourThreadsShareAnEncoderAndGetTheSame() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (NativeEncoder encoder = NativeEncoder.load(weights)) {
      List<float[]> alone = encode(encoder, arms());
      Callable<List<float[]>> task = () -> encode(encoder, arms());
      List<Future<List<float[]>>> results =
          threads.invokeAll(java.util.Collections.nCopies(64, task));
      for (Future<List<float[]>> result : results) {
        for (int arm = 0; arm < alone.size(); arm++) {
          assertThat(result.get().get(arm)).containsExactly(alone.get(arm));
        }
      }
    } finally {
      threads.shutdown();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Precision.class,
      names = {"FLOAT32", "BFLOAT16"})
  void nothingIsLeftInNativeMemoryAfterClose(Precision precision) throws IOException {
    NativeEncoder.load(weights, precision).close();
    int before = NativeScope.openTensors();

    NativeEncoder encoder = NativeEncoder.load(weights, precision);
    int loaded = NativeScope.openTensors();
    encode(encoder, arms());
    assertThat(NativeScope.openTensors()).isEqualTo(loaded).isGreaterThan(before);
    encoder.close();

    assertThat(NativeScope.openTensors()).isEqualTo(before);
  }

  @Test
  void aBatchGrowsWithItsCells() {
    int genes = 40_000;
    try (NativeScope scope = TorchEngine.newScope();
        NativeBatch batch = new NativeBatch(scope, genes)) {
      for (int cell = 0; cell < 3; cell++) {
        batch.begin(genes);
        for (int gene = 0; gene < genes; gene++) {
          batch.add(gene, gene + cell);
        }
      }
      float[] values = batch.arguments(scope).get(2).toFloats();
      assertThat(values[0]).isZero();
      assertThat(values[genes + 5]).isEqualTo(6);
      assertThat(values[3 * genes - 1]).isEqualTo(genes + 1);
    }
  }

  private List<LoraWeights> arms() throws IOException {
    List<LoraWeights> arms = new ArrayList<>(List.of(ArmTensors.BASE));
    for (String name : ADAPTERS) {
      arms.add(PeftAdapter.read(new LocalFolder(Fixtures.path("weights/" + name))));
    }
    return arms;
  }

  private List<float[]> encode(NativeEncoder encoder, List<LoraWeights> arms) {
    return encode(encoder, arms, IntStream.range(0, expected.get("x").size()).toArray());
  }

  private List<float[]> encode(NativeEncoder encoder, List<LoraWeights> arms, int[] rows) {
    SparseBatch cells = new SparseBatch(weights.inputSize());
    for (int row : rows) {
      cells.add(Vectors.dense(Fixtures.doubles(expected.get("x").get(row))));
    }
    try (NativeScope scope = encoder.newScope();
        NativeBatch batch = new NativeBatch(scope, weights.inputSize())) {
      cells.copyTo(batch);
      return encoder.encode(batch, ArmTensors.of(scope, weights, arms));
    }
  }

  private SparseBatch cells() {
    SparseBatch batch = new SparseBatch(weights.inputSize());
    expected.get("x").forEach(row -> batch.add(Vectors.dense(Fixtures.doubles(row))));
    return batch;
  }

  private static double smallestCosine(float[] a, float[] b, int latent) {
    double smallest = 1;
    for (int from = 0; from < a.length; from += latent) {
      double cosine = 0;
      for (int i = from; i < from + latent; i++) {
        cosine += (double) a[i] * b[i];
      }
      smallest = Math.min(smallest, cosine);
    }
    return smallest;
  }
}
