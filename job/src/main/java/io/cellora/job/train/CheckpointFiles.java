package io.cellora.job.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cellora.lora.AdamW;
import io.cellora.lora.EmbeddingScale;
import io.cellora.weights.NamedTensors;
import io.cellora.weights.Safetensors;
import io.cellora.weights.Tensor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The two files of a checkpoint. All numbers with a fraction are tensors, so that no bit is lost;
 * the JSON holds names, counts and the hash of the tensors.
 */
record CheckpointFiles(byte[] state, byte[] tensors) {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int VERSION = 1;
  private static final String EXTRA = "extra.";

  static CheckpointFiles of(Checkpoint checkpoint) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Safetensors.write(out, NamedTensors.of(tensorsOf(checkpoint)), Map.of());
    byte[] tensors = out.toByteArray();
    return new CheckpointFiles(state(checkpoint, hash(tensors)), tensors);
  }

  private static LinkedHashMap<String, Tensor> tensorsOf(Checkpoint from) {
    LinkedHashMap<String, Tensor> tensors = new LinkedHashMap<>();
    EmbeddingScale scale = from.values().scale();
    tensors.put("values", floats(from.values().values()));
    tensors.put("scale.center", floats(scale.center()));
    tensors.put("scale.scale", floats(scale.scale()));
    tensors.put("moments.first", doubles(from.moments().first()));
    tensors.put("moments.second", doubles(from.moments().second()));
    long[] steps = Arrays.stream(from.moments().steps()).asLongStream().toArray();
    tensors.put("moments.steps", Tensor.ofLongs(steps, steps.length));
    tensors.put("best.values", floats(from.best().values()));
    tensors.put("best.score", doubles(new double[] {from.best().score()}));
    tensors.put("losses", doubles(from.losses()));
    tensors.put("sums", doubles(from.sums()));
    double[] log = from.log().stream().flatMapToDouble(row -> Arrays.stream(row.row())).toArray();
    tensors.put("log", Tensor.ofDoubles(log, from.log().size(), EpochLog.WIDTH));
    new TreeMap<>(from.extra())
        .forEach((name, numbers) -> tensors.put(EXTRA + name, doubles(numbers)));
    return tensors;
  }

  private static byte[] state(Checkpoint from, String hash) throws JsonProcessingException {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("version", VERSION);
    json.put("tensors_sha256", hash);
    json.put("epoch", from.place().epoch());
    json.put("step", from.place().step());
    json.put("steps_done", from.place().stepsDone());
    json.put("finished", from.place().finished());
    json.put("best_epoch", from.best().epoch());
    json.put("epochs_seen", from.best().seen());
    json.set("ranks", MAPPER.valueToTree(from.values().ranks()));
    json.set("slots", MAPPER.valueToTree(from.values().slots()));
    // A bit that falls over in here must be seen as well.
    json.put("state_sha256", hash(MAPPER.writeValueAsBytes(json)));
    return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(json);
  }

  /**
   * The checkpoint in the files.
   *
   * @throws IllegalArgumentException if they are damaged or not of this version, with the reason
   */
  Checkpoint checkpoint() throws IOException {
    JsonNode json = checkedState();
    NamedTensors all = Safetensors.readExact(new ByteArrayInputStream(tensors), "checkpoint");
    EmbeddingScale scale =
        new EmbeddingScale(all.get("scale.center").floats(), all.get("scale.scale").floats());
    List<String> slots = new ArrayList<>();
    json.get("slots").forEach(slot -> slots.add(slot.asText()));
    Map<String, Integer> ranks = new LinkedHashMap<>();
    json.get("ranks").fields().forEachRemaining(r -> ranks.put(r.getKey(), r.getValue().asInt()));
    return new Checkpoint(
        new Checkpoint.Place(
            json.get("epoch").asInt(),
            json.get("step").asInt(),
            json.get("steps_done").asInt(),
            json.get("finished").asBoolean()),
        new Checkpoint.Values(ranks, slots, all.get("values").floats(), scale),
        new AdamW.State(
            all.get("moments.first").doubles(),
            all.get("moments.second").doubles(),
            Arrays.stream(all.get("moments.steps").longs()).mapToInt(Math::toIntExact).toArray()),
        new Checkpoint.Best(
            json.get("best_epoch").asInt(),
            json.get("epochs_seen").asInt(),
            all.get("best.score").doubles()[0],
            all.get("best.values").floats()),
        all.get("losses").doubles(),
        all.get("sums").doubles(),
        log(all.get("log").doubles()),
        extra(all));
  }

  private JsonNode checkedState() {
    JsonNode json;
    try {
      json = MAPPER.readTree(state);
    } catch (IOException e) {
      throw new IllegalArgumentException("its JSON is damaged", e);
    }
    if (!(json instanceof ObjectNode all) || !all.has("version")) {
      throw new IllegalArgumentException("its JSON is damaged");
    }
    if (all.get("version").asInt() != VERSION) {
      throw new IllegalArgumentException(
          "it is of version %s, expected %d".formatted(all.get("version"), VERSION));
    }
    JsonNode own = all.remove("state_sha256");
    if (own == null || !own.asText().equals(hash(bytes(all)))) {
      throw new IllegalArgumentException("its JSON is damaged");
    }
    if (!all.get("tensors_sha256").asText().equals(hash(tensors))) {
      throw new IllegalArgumentException("its tensors are damaged");
    }
    return all;
  }

  private static List<EpochLog> log(double[] rows) {
    return IntStream.range(0, rows.length / EpochLog.WIDTH)
        .mapToObj(
            i ->
                EpochLog.ofRow(
                    Arrays.copyOfRange(rows, i * EpochLog.WIDTH, (i + 1) * EpochLog.WIDTH)))
        .toList();
  }

  private static Map<String, double[]> extra(NamedTensors all) {
    Map<String, double[]> extra = new TreeMap<>();
    all.asMap()
        .forEach(
            (name, tensor) -> {
              if (name.startsWith(EXTRA)) {
                extra.put(name.substring(EXTRA.length()), tensor.doubles());
              }
            });
    return extra;
  }

  private static Tensor floats(float[] values) {
    return Tensor.of(values, values.length);
  }

  private static Tensor doubles(double[] values) {
    return Tensor.ofDoubles(values, values.length);
  }

  private static byte[] bytes(JsonNode json) {
    try {
      return MAPPER.writeValueAsBytes(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("its JSON is damaged", e);
    }
  }

  private static String hash(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Cannot hash a checkpoint (this JVM lacks SHA-256)", e);
    }
  }
}
