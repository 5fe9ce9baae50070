package io.cellora.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.cellora.Fixtures;
import io.cellora.encoder.NativeEncoder;
import io.cellora.encoder.SparseBatch;
import io.cellora.weights.LocalFolder;
import io.cellora.weights.LoraInit;
import io.cellora.weights.LoraPair;
import io.cellora.weights.LoraWeights;
import io.cellora.weights.MlpWeights;
import io.cellora.weights.PeftAdapter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.apache.spark.ml.linalg.Vectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Adapters and heads from files become what training moves, and go back. */
class ContinuedTrainingTest {

  private static final List<String> LABELS = List.of("a", "b", "c");

  private final MlpWeights weights = Fixtures.smallModel().encoderWeights();
  private final JsonNode oracle = Fixtures.json("lora/ranks_expected.json").get("by_layer");

  @TempDir private Path folder;

  /** Rank pattern, alpha pattern, rslora and dropout by peft; its embeddings under a head. */
  @Test
  void anAdapterOfPeftScoresInTheStepAsInPeft() throws IOException {
    TrainableParameters parameters = continued(peftAdapter());
    assertThat(parameters.layout().ranks())
        .containsExactly(
            Map.entry("network.0.1", 2), Map.entry("network.1.1", 3), Map.entry("network.2", 4));
    ClassifierHead head = parameters.head(LABELS);
    float[] scores = scores(parameters);
    for (int i = 0; i < oracle.get("embeddings").size(); i++) {
      double[] expected = head.scores(Fixtures.doubles(oracle.get("embeddings").get(i)));
      for (int k = 0; k < 3; k++) {
        assertThat((double) scores[3 * i + k]).isCloseTo(expected[k], within(1e-5));
      }
    }
  }

  @Test
  void whatWasTrainedOnIsWrittenBackUnchanged() throws IOException {
    LoraWeights adapter = peftAdapter();
    TrainableParameters parameters = continued(adapter);
    PeftAdapter.write(
        new LocalFolder(folder),
        parameters.adapter(),
        "base",
        parameters.layout().lora().trainedWith());
    assertThat(folder.resolve("adapter_model.safetensors"))
        .hasSameBinaryContentAs(Fixtures.path("lora/peft_by_layer/adapter_model.safetensors"));
    LoraWeights back = PeftAdapter.read(new LocalFolder(folder));
    adapter
        .layers()
        .forEach(
            (layer, pair) ->
                assertThat(back.layers().get(layer).scaling()).isEqualTo(pair.scaling()));
    assertThat(Files.readString(folder.resolve("adapter_config.json")))
        .contains("\"lora_dropout\" : 0.1", "\"use_rslora\" : true");
  }

  @Test
  void aStartFromTheBaseWeightScoresAsTheBase() {
    for (LoraInit init : List.of(LoraInit.PISSA, LoraInit.OLORA)) {
      TrainableParameters fresh = start(LoraInit.DEFAULT);
      float[] expected = scores(fresh);
      float[] found = scores(start(init));
      assertThat(found).containsExactly(expected, within(1e-5f));
    }
  }

  @Test
  void aHeadForRawEmbeddingsIsTakenUpAndGivenBack() throws IOException {
    EmbeddingScale scale =
        new EmbeddingScale(new float[] {0.1f, -0.2f, 0, 1}, new float[] {2, 30, 0.5f, 1});
    ParameterLayout layout = start(LoraInit.DEFAULT).layout();
    ClassifierHead saved =
        TrainableParameters.initial(layout, EmbeddingScale.identity(4), 5).head(LABELS);
    ClassifierHead back =
        TrainableParameters.initial(layout, scale, 1).withHead(saved).head(LABELS);
    assertThat(back.w1()).containsExactly(saved.w1(), within(1e-6f));
    assertThat(back.b1()).containsExactly(saved.b1(), within(1e-5f));
    assertThat(back.w2()).containsExactly(saved.w2());
    assertThat(back.b2()).containsExactly(saved.b2());
    ClassifierHead wide =
        new ClassifierHead(LABELS, new float[28], new float[7], new float[21], new float[3]);
    assertThatThrownBy(() -> TrainableParameters.initial(layout, scale, 1).withHead(wide))
        .hasMessage("Cannot train on from head (the layout's is [4, 5, 3]): [4, 7, 3]");
  }

  @Test
  void anAdapterForOtherRanksOrWidthsIsRefused() throws IOException {
    LoraWeights adapter = peftAdapter();
    assertThatThrownBy(() -> start(LoraInit.DEFAULT).withAdapter(adapter))
        .hasMessage(
            "Cannot train on from adapter (the layout's layers and ranks are {network.0.1=2,"
                + " network.1.1=2, network.2=2}): network.1.1 of rank 3");
    LoraPair other = new LoraPair(1, 1, false, new float[7], new float[4], 7, 4);
    LoraWeights wide = new LoraWeights(Map.of("network.2", other));
    assertThatThrownBy(() -> ParameterLayout.of(weights, wide, 0, 5, 3))
        .hasMessage(
            "Cannot apply adapter (layer network.2 of the encoder is [4, 5]): it was made for"
                + " [4, 7]");
    LoraPair root = new LoraPair(1, 1, true, new float[12], new float[6], 12, 6);
    LoraPair plain = new LoraPair(1, 1, false, new float[5], new float[4], 5, 4);
    LoraWeights mixed = new LoraWeights(Map.of("network.0.1", root, "network.2", plain));
    assertThatThrownBy(() -> ParameterLayout.of(weights, mixed, 0, 5, 3))
        .hasMessageStartingWith("Cannot train adapter (its layers are scaled by different rules)");
  }

  /** The adapter of a public fine-tuning, made for 31,460 genes. */
  @Test
  void anAdapterForMoreGenesIsRefusedWithBothShapes() throws IOException {
    String shared = System.getenv("CELLORA_SHARED_DATA");
    Path data = shared == null ? Path.of("..", "..", "shared", "data") : Path.of(shared);
    Assumptions.assumeTrue(Files.isDirectory(data.resolve("peft")), "no shared data");
    LoraWeights adapter = PeftAdapter.read(new LocalFolder(data.resolve("peft")));
    assertThat(adapter.layers()).hasSize(3);
    MlpWeights.Linear first =
        new MlpWeights.Linear("network.0.1", 28231, 1024, new float[28231 * 1024], new float[1024]);
    MlpWeights base =
        new MlpWeights(
            List.of(new MlpWeights.HiddenBlock(first, new float[1024], new float[1024], 0)),
            new MlpWeights.Linear("network.1", 1024, 128, new float[1 << 17], new float[128]));
    assertThatThrownBy(() -> ParameterLayout.of(base, adapter, 0, 256, 11))
        .hasMessage(
            "Cannot apply adapter (layer network.0.1 of the encoder is [1024, 28231]): it was made"
                + " for [1024, 31460]");
  }

  private static LoraWeights peftAdapter() throws IOException {
    return PeftAdapter.read(new LocalFolder(Fixtures.path("lora/peft_by_layer")));
  }

  private TrainableParameters continued(LoraWeights adapter) {
    ParameterLayout layout = ParameterLayout.of(weights, adapter, 0.1f, 5, 3);
    return TrainableParameters.initial(layout, EmbeddingScale.identity(4), 1).withAdapter(adapter);
  }

  private TrainableParameters start(LoraInit init) {
    LoraConfig lora =
        new LoraConfig(2, 6, List.of("all-linear"), 0, Map.of(), Map.of(), false, init);
    return TrainableParameters.initial(
        ParameterLayout.of(weights, lora, 5, 3), EmbeddingScale.identity(4), 1, weights);
  }

  private float[] scores(TrainableParameters parameters) {
    try (NativeEncoder encoder = NativeEncoder.load(weights)) {
      SparseBatch batch = new SparseBatch(12);
      oracle.get("x").forEach(row -> batch.add(Vectors.dense(Fixtures.doubles(row))));
      int n = batch.size();
      CellKeys keys = new CellKeys(LongStream.range(0, n).toArray(), new int[n], new int[n]);
      return new TrainingStep(encoder, Optional.empty(), parameters, StepPlan.forScores(3))
          .score(BlockBuilder.of(encoder, BlockStorage.FLOAT32).block(keys, batch));
    }
  }
}
