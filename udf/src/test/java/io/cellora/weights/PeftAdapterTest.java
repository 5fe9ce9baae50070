package io.cellora.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PeftAdapterTest {

  @TempDir Path dir;
  private ScimilarityModel base;

  @BeforeEach
  void readBase() throws IOException {
    base = ScimilarityFolder.read(Fixtures.folder("scimilarity_small"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"peft_small", "peft_small_ranks", "peft_small_rslora"})
  void mergedEncoderGivesPeftsNumbers(String name) throws IOException {
    LoraWeights adapter = PeftAdapter.read(Fixtures.folder(name));
    MlpWeights merged = PeftAdapter.merge(base.encoderWeights(), adapter);
    MlpWeights mergedState =
        base.withEncoder(PeftAdapter.merge(base.encoder(), adapter)).encoderWeights();
    JsonNode expected = Fixtures.json(name + "_expected.json");
    float[][] cells = Fixtures.matrix(expected.get("x"));
    for (int i = 0; i < cells.length; i++) {
      float[] embedding = Fixtures.embed(merged, cells[i]);
      assertThat(embedding)
          .containsExactly(Fixtures.vector(expected.get("embeddings").get(i)), within(1e-5f))
          .containsExactly(Fixtures.vector(expected.get("merged_embeddings").get(i)), within(1e-5f))
          .isEqualTo(Fixtures.embed(mergedState, cells[i]));
    }
    for (MlpWeights.Linear linear : merged.linears()) {
      float[][] rows = Fixtures.matrix(expected.get("merged_weights").get(linear.name()));
      for (int row = 0; row < linear.out(); row++) {
        for (int i = 0; i < linear.in(); i++) {
          assertThat(linear.weight()[row * linear.in() + i]).isCloseTo(rows[row][i], within(1e-6f));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "suffix",
        "full_name",
        "regex",
        "regex_patterns",
        "first_pattern_wins",
        "excluded",
        "layers",
        "bfloat16",
        "float16"
      })
  void layersAreFoundHoweverPeftWasToldThem(String name) throws IOException {
    LoraWeights adapter = PeftAdapter.read(Fixtures.folder("peft_targets/" + name));
    JsonNode expected = Fixtures.json("peft_targets/expected.json").get(name);
    List<String> layers = new ArrayList<>();
    expected.get("layers").forEach(layer -> layers.add(layer.asText()));

    assertThat(adapter.layers().keySet()).containsExactlyElementsOf(layers);
    MlpWeights merged = PeftAdapter.merge(base.encoderWeights(), adapter);
    float[][] cells = Fixtures.matrix(Fixtures.json("scimilarity_small_expected.json").get("x"));
    for (int i = 0; i < cells.length; i++) {
      assertThat(Fixtures.embed(merged, cells[i]))
          .containsExactly(Fixtures.vector(expected.get("embeddings").get(i)), within(1e-5f));
    }
  }

  @Test
  void aLayerThatTheExpressionDoesNotMatchIsNamed() throws IOException {
    LocalFolder folder = Fixtures.copy("peft_targets/regex", dir);
    Path config = dir.resolve("adapter_config.json");
    Files.writeString(config, Files.readString(config).replace("[01]", "[0]"));

    assertThatThrownBy(() -> PeftAdapter.read(folder))
        .hasMessageContaining("target_modules does not match a layer that has tensors")
        .hasMessageContaining("network.1.1");
  }

  @Test
  void allLinearIsTakenAtItsWord() throws IOException {
    LocalFolder folder = Fixtures.copy("peft_targets/regex", dir);
    Path config = dir.resolve("adapter_config.json");
    String all = Files.readString(config).replace("network\\\\.[01]\\\\.1", "all-linear");
    assertThat(all).contains("all-linear");
    Files.writeString(config, all);

    assertThat(PeftAdapter.read(folder).layers()).hasSize(2);
  }

  @Test
  void ranksAndAlphasComeByLayer() throws IOException {
    Map<String, LoraPair> layers = PeftAdapter.read(Fixtures.folder("peft_small_ranks")).layers();
    assertThat(layers.get("network.0.1").r()).isEqualTo(1);
    assertThat(layers.get("network.1.1").r()).isEqualTo(2);
    assertThat(layers.get("network.2").r()).isEqualTo(4);
    assertThat(layers.get("network.2").scaling()).isEqualTo(0.75);
    assertThat(layers.get("network.1.1").scaling()).isEqualTo(2.5);
    assertThat(
            PeftAdapter.read(Fixtures.folder("peft_small_rslora"))
                .layers()
                .get("network.2")
                .scaling())
        .isEqualTo(5 / Math.sqrt(2));
  }

  @ParameterizedTest
  @ValueSource(strings = {"peft_small", "peft_small_ranks", "peft_small_rslora"})
  void writtenAdapterHasPeftsTensorBytesAndReadsBackEqual(String name) throws IOException {
    LoraWeights adapter = PeftAdapter.read(Fixtures.folder(name));
    PeftAdapter.write(new LocalFolder(dir), adapter, "base");
    assertThat(dir.resolve("adapter_model.safetensors"))
        .hasSameBinaryContentAs(Fixtures.path(name + "/adapter_model.safetensors"));
    LoraWeights back = PeftAdapter.read(new LocalFolder(dir));
    assertThat(back.layers().keySet()).isEqualTo(adapter.layers().keySet());
    back.layers()
        .forEach(
            (layer, pair) ->
                assertThat(pair.scaling()).isEqualTo(adapter.layers().get(layer).scaling()));
    PeftAdapter.merge(base.encoder(), back)
        .asMap()
        .forEach(
            (t, tensor) ->
                assertThat(tensor).isEqualTo(PeftAdapter.merge(base.encoder(), adapter).get(t)));
  }

  @Test
  void weightsAndAdapterTravelByJavaSerialization() throws Exception {
    LoraWeights adapter = PeftAdapter.read(Fixtures.folder("peft_small"));
    MlpWeights merged =
        PeftAdapter.merge(Fixtures.sent(base.encoderWeights()), Fixtures.sent(adapter));
    float[] cell = {0, 1, 0, 2, 0, 0, 3, 0, 0, 1, 0, 0};
    assertThat(Fixtures.embed(merged, cell))
        .isEqualTo(Fixtures.embed(PeftAdapter.merge(base.encoderWeights(), adapter), cell));
  }

  @Test
  void mergingLeavesTheBaseAlone() throws IOException {
    float[] before = base.encoder().get("network.0.1.weight").floats().clone();
    PeftAdapter.merge(base.encoder(), PeftAdapter.read(Fixtures.folder("peft_small")));
    assertThat(base.encoder().get("network.0.1.weight").floats()).isEqualTo(before);
  }

  @Test
  void zeroBChangesNothing() {
    LoraPair fresh = new LoraPair(1, 16, false, new float[] {1, 2, 3, 4, 5}, new float[4], 5, 4);
    LoraWeights adapter = new LoraWeights(Map.of("network.2", fresh));
    assertThat(PeftAdapter.merge(base.encoder(), adapter)).isEqualTo(base.encoder());
  }

  @Test
  void adapterOfAnotherEncoderIsRefused() {
    LoraPair pair = new LoraPair(1, 16, false, new float[7], new float[4], 7, 4);
    LoraWeights wide = new LoraWeights(Map.of("network.2", pair));
    LoraWeights deep = new LoraWeights(Map.of("network.3", pair));
    assertThatThrownBy(() -> PeftAdapter.merge(base.encoderWeights(), wide))
        .hasMessage(
            "Cannot apply adapter (layer network.2 of the encoder is [4, 5]): it was made for [4, 7]");
    assertThatThrownBy(() -> PeftAdapter.merge(base.encoder(), wide))
        .hasMessageContaining("it was made for [4, 7]");
    assertThatThrownBy(() -> PeftAdapter.merge(base.encoderWeights(), deep))
        .hasMessage(
            "Cannot apply adapter (the encoder has only layers "
                + "[network.0.1, network.1.1, network.2]): network.3");
    assertThatThrownBy(() -> PeftAdapter.merge(base.encoder(), deep))
        .hasMessageContaining("network.3.weight");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"use_dora\": false|\"use_dora\": true|use_dora is not supported): true",
        "\"bias\": \"none\"|\"bias\": \"all\"|bias is not supported): all",
        "\"modules_to_save\": null|\"modules_to_save\": [\"head\"]|modules_to_save is not supported",
        "\"peft_type\": \"LORA\"|\"peft_type\": \"LOHA\"|peft_type is not supported): LOHA",
        "\"fan_in_fan_out\": false|\"fan_in_fan_out\": true|fan_in_fan_out is not supported",
        "\"init_lora_weights\": true|\"init_lora_weights\": \"pissa\"|init_lora_weights is not",
        "\"velora_config\": null|\"brand_new\": 1|brand_new is not supported): 1",
        "\"r\": 2|\"r\": 3|layer network.0.1 has rank 3 in its config): A is [2, 12], B is [6, 2]",
        "\"r\": 2|\"r\": \"two\"|expected a number for r of network.0.1): two",
        "\"rank_pattern\": {}|\"rank_pattern\": {\"network.9\": 1}|rank_pattern names layers without",
        "\"network.2\"|\"network.7\"|a target module has no tensors",
        "\"rank_pattern\": {}|\"rank_pattern\": {\"[\": 1}|rank_pattern is no regular expression",
        "\"lora_bias\": false|\"lora_bias\": true|lora_bias is not supported): true",
        "\"trainable_token_indices\": null|\"trainable_token_indices\": [1]|trainable_token_indices",
      })
  void unsupportedConfigIsRefusedByName(String from, String to, String why) throws IOException {
    LocalFolder folder = Fixtures.copy("peft_small", dir);
    Path config = dir.resolve("adapter_config.json");
    String changed = Files.readString(config).replace(from, to);
    assertThat(changed).contains(to);
    Files.writeString(config, changed);
    assertThatThrownBy(() -> PeftAdapter.read(folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why)
        .hasMessageContaining("adapter_");
  }

  @Test
  void missingFileOrTensorIsNamed() throws IOException {
    assertThatThrownBy(() -> PeftAdapter.read(new LocalFolder(dir)))
        .hasMessageContaining("(a file is missing): adapter_config.json");
    LocalFolder folder = Fixtures.copy("peft_small", dir);
    NamedTensors half =
        NamedTensors.of(new LinkedHashMap<>())
            .with("base_model.model.network.2.lora_A.weight", Tensor.of(new float[10], 2, 5));
    folder.write("adapter_model.safetensors", out -> Safetensors.write(out, half, Map.of()));
    Files.writeString(
        dir.resolve("adapter_config.json"),
        "{\"peft_type\":\"LORA\",\"r\":2,\"lora_alpha\":4,\"target_modules\":[\"network.2\"]}");
    assertThatThrownBy(() -> PeftAdapter.read(folder))
        .hasMessageContaining("a tensor is missing): base_model.model.network.2.lora_B.weight");
  }

  @Test
  void aScaledAdapterAddsThatPartOfItsDeltaAndKeepsItsTensors() throws IOException {
    LoraWeights adapter = PeftAdapter.read(Fixtures.folder("peft_small_ranks"));
    for (double part : new double[] {0, 0.3, 1}) {
      PeftAdapter.write(new LocalFolder(dir), adapter.scaledBy(part), "base");
      assertThat(dir.resolve("adapter_model.safetensors"))
          .hasSameBinaryContentAs(Fixtures.path("peft_small_ranks/adapter_model.safetensors"));
      PeftAdapter.read(new LocalFolder(dir))
          .layers()
          .forEach(
              (layer, pair) ->
                  assertThat(pair.scaling())
                      .isCloseTo(part * adapter.layers().get(layer).scaling(), within(1e-6)));
    }
    assertThatThrownBy(() -> adapter.scaledBy(1.5))
        .hasMessage("Invalid scale of an adapter: 1.5, expected a number from 0 to 1");
  }

  @ParameterizedTest
  @CsvSource({"DEFAULT, true", "GAUSSIAN, gaussian", "PISSA, true", "OLORA, true"})
  void theConfigTellsOfTheTrainingWhatChangesNoBase(LoraInit init, String expected)
      throws IOException {
    LoraWeights adapter = PeftAdapter.read(Fixtures.folder("peft_small"));
    PeftAdapter.write(new LocalFolder(dir), adapter, "base", new TrainedWith(0.25f, init));
    JsonNode config = new ObjectMapper().readTree(dir.resolve("adapter_config.json").toFile());
    assertThat(config.get("init_lora_weights").asText()).isEqualTo(expected);
    assertThat(config.get("lora_dropout").asDouble()).isEqualTo(0.25);
    assertThat(PeftAdapter.read(new LocalFolder(dir)).layers()).hasSize(3);
  }

  @Test
  void differentRulesOfScalingCannotBeWritten() {
    LoraPair plain = new LoraPair(1, 1, false, new float[1], new float[1], 1, 1);
    LoraPair root = new LoraPair(1, 1, true, new float[1], new float[1], 1, 1);
    LoraWeights mixed = new LoraWeights(Map.of("a", plain, "b", root));
    assertThatThrownBy(() -> PeftAdapter.write(new LocalFolder(dir), mixed, "base"))
        .hasMessageContaining("PEFT scales all layers by the same rule");
  }
}
