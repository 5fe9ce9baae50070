package io.cellora.lora;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cellora.Fixtures;
import io.cellora.encoder.GramDecoder;
import io.cellora.encoder.NativeDecoder;
import io.cellora.encoder.NativeEncoder;
import io.cellora.encoder.NativeTargets;
import io.cellora.encoder.SparseBatch;
import io.cellora.weights.LocalFolder;
import io.cellora.weights.MlpWeights;
import io.cellora.weights.ScimilarityFolder;
import io.cellora.weights.ScimilarityModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.ml.linalg.Vectors;

/** A training step whose losses and gradients torch has computed; see make_gradients.py. */
record StepCase(JsonNode json, ScimilarityModel model) {

  static Stream<StepCase> all() {
    return each(Fixtures.json("lora/gradients_expected.json"), Fixtures.smallModel());
  }

  /**
   * Cases of other cells that make_gradients.py wrote to the folder that CELLORA_GRADIENTS names.
   */
  static Stream<StepCase> ofOtherCells() throws IOException {
    String folder = System.getenv("CELLORA_GRADIENTS");
    if (folder == null) {
      return Stream.empty();
    }
    return each(
        new ObjectMapper().readTree(Path.of(folder, "gradients_expected.json").toFile()),
        ScimilarityFolder.read(new LocalFolder(Path.of(folder, "model"))));
  }

  private static Stream<StepCase> each(JsonNode file, ScimilarityModel model) {
    List<StepCase> cases = new ArrayList<>();
    file.forEach(json -> cases.add(new StepCase(json, model)));
    return cases.stream();
  }

  MlpWeights encoder() {
    return model.encoderWeights();
  }

  @Override
  public String toString() {
    return json.get("name").asText();
  }

  StepLosses losses() {
    return new StepLosses(
        new StepLosses.CrossEntropy(
            1,
            json.get("smoothing").asDouble(),
            Fixtures.floats(json.get("class_weights")),
            Fixtures.floats(json.get("adjustment"))),
        triplet(json.get("triplet")),
        supcon(json.get("supcon")),
        json.get("reconstruction").asDouble(),
        json.get("distillation").asDouble());
  }

  private static StepLosses.Triplet triplet(JsonNode triplet) {
    return triplet.isNull()
        ? StepLosses.Triplet.OFF
        : new StepLosses.Triplet(
            triplet.get("weight").asDouble(),
            triplet.get("margin").asDouble(),
            StepLosses.Mining.valueOf(triplet.get("mining").asText().toUpperCase(Locale.ROOT)),
            triplet.get("across").asBoolean() ? StepLosses.Donors.ACROSS : StepLosses.Donors.ANY);
  }

  private static StepLosses.SupCon supcon(JsonNode supcon) {
    return supcon.isNull()
        ? StepLosses.SupCon.OFF
        : new StepLosses.SupCon(
            supcon.get("weight").asDouble(), supcon.get("temperature").asDouble());
  }

  private TrainableParameters parameters() {
    List<String> targets = new ArrayList<>();
    json.get("targets").forEach(target -> targets.add(target.asText()));
    int hidden = json.get("values").get("head.0.bias").size();
    int classes = json.get("values").get("head.3.bias").size();
    ParameterLayout layout =
        ParameterLayout.of(encoder(), new LoraConfig(2, 6, targets), hidden, classes);
    float[] values = new float[layout.size()];
    int at = 0;
    // The matrices stand in the order of the file, which is that of the layout.
    for (JsonNode matrix : json.get("values")) {
      for (JsonNode value : matrix) {
        values[at++] = (float) value.asDouble();
      }
    }
    return new TrainableParameters(layout, values, EmbeddingScale.identity(encoder().outputSize()));
  }

  private CellKeys keys() {
    int n = json.get("labels").size();
    return new CellKeys(
        IntStream.range(0, n).asLongStream().toArray(), ints("labels", n), ints("donors", n));
  }

  private int[] ints(String name, int n) {
    return IntStream.range(0, n).map(i -> json.get(name).get(i).asInt()).toArray();
  }

  /** The case with its networks in native memory, which are closed with it. */
  Loaded load() {
    NativeEncoder encoder = NativeEncoder.load(encoder());
    GramDecoder gram = GramDecoder.of(model.decoderWeights().orElseThrow());
    SparseBatch batch = new SparseBatch(encoder.weights().inputSize());
    json.get("x").forEach(row -> batch.add(Vectors.dense(Fixtures.doubles(row))));
    try (NativeTargets targets = NativeTargets.load(gram)) {
      TrainingBlock block =
          BlockBuilder.withTargets(encoder, targets, gram, BlockStorage.FLOAT32)
              .block(keys(), batch);
      return new Loaded(this, encoder, NativeDecoder.load(gram), block);
    }
  }

  /** What a step needs. */
  record Loaded(StepCase oracle, NativeEncoder encoder, NativeDecoder decoder, TrainingBlock block)
      implements AutoCloseable {

    TrainingStep step(Set<Shortcut> shortcuts) {
      return step(oracle.losses(), shortcuts);
    }

    TrainingStep step(StepLosses losses, Set<Shortcut> shortcuts) {
      JsonNode json = oracle.json;
      Dropout dropout =
          new Dropout(
              (float) json.get("head_dropout").asDouble(),
              (float) json.get("lora_dropout").asDouble());
      BatchPlan batches = new BatchPlan(json.get("seed").asLong(), 1, block.size());
      return new TrainingStep(
          encoder,
          Optional.of(decoder),
          oracle.parameters(),
          new StepPlan(batches, losses, dropout, 1, 0, shortcuts));
    }

    StepCells cells() {
      return new StepCells(
          block, oracle.json.get("epoch").asInt(), oracle.json.get("step").asInt());
    }

    StepCells cells(int[] rows) {
      return new StepCells(block.select(rows), cells().epoch(), cells().batch());
    }

    @Override
    public void close() {
      decoder.close();
      encoder.close();
    }
  }
}
