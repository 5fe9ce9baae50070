package io.cellora.job.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cellora.job.config.Settings;
import io.cellora.lora.EmbeddingScale;
import io.cellora.lora.TrainableParameters;
import io.cellora.weights.LocalFolder;
import io.cellora.weights.NamedTensors;
import io.cellora.weights.PeftAdapter;
import io.cellora.weights.Safetensors;
import io.cellora.weights.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * A plan as peers_train.py reads it: plan.json; labels.bin and, step by step, rows.bin
 * (little-endian int32) and draws.bin (float32, three for each of the rows); adapter/ as PEFT has
 * it; head.safetensors with the keys of torch's Sequential and scale.safetensors.
 */
public final class TrainPlanFolder {

  private final LocalFolder folder;
  private final TrainPlan plan;

  private TrainPlanFolder(LocalFolder folder, TrainPlan plan) {
    this.folder = folder;
    this.plan = plan;
  }

  /** Writes the files, over those of an earlier run. */
  public static void write(Path path, TrainPlan plan) {
    try {
      Files.createDirectories(path);
      TrainPlanFolder made = new TrainPlanFolder(new LocalFolder(path), plan);
      made.writeCells();
      made.writeValues(new LocalFolder(Files.createDirectories(path.resolve("adapter"))));
      made.writeText("plan.json", made.facts().toPrettyString());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write plan (" + e.getMessage() + "): " + path, e);
    }
  }

  private void writeCells() throws IOException {
    folder.write("labels.bin", out -> out.write(bytes(plan.labels())));
    folder.write(
        "rows.bin",
        out -> {
          for (int step = 0; step < steps(); step++) {
            out.write(bytes(rows(step)));
          }
        });
    folder.write(
        "draws.bin",
        out -> {
          for (int step = 0; step < steps(); step++) {
            float[] draws = plan.draws(step);
            ByteBuffer bytes = littleEndian(Float.BYTES * draws.length);
            bytes.asFloatBuffer().put(draws);
            out.write(bytes.array());
          }
        });
  }

  private int[] rows(int step) {
    return plan.positions(step).stream()
        .flatMapToLong(LongStream::of)
        .mapToInt(Math::toIntExact)
        .toArray();
  }

  private void writeValues(LocalFolder adapter) throws IOException {
    TrainableParameters initial = plan.initial();
    PeftAdapter.write(adapter, initial.adapter(), "");
    int hidden = plan.optimizer().head().hidden();
    int classes = initial.layout().classes();
    int latent = initial.scale().center().length;
    LinkedHashMap<String, Tensor> head = new LinkedHashMap<>();
    // the layout ends with the head's values in this order
    int at = initial.layout().adapterSize();
    at = put(head, "0.weight", at, hidden, latent);
    at = put(head, "0.bias", at, hidden);
    at = put(head, "3.weight", at, classes, hidden);
    put(head, "3.bias", at, classes);
    writeTensors("head.safetensors", head);
    EmbeddingScale scale = initial.scale();
    LinkedHashMap<String, Tensor> constants = new LinkedHashMap<>();
    constants.put("center", Tensor.of(scale.center(), latent));
    constants.put("scale", Tensor.of(scale.scale(), latent));
    writeTensors("scale.safetensors", constants);
  }

  /** Takes a tensor from the flat values and answers where the next one starts. */
  private int put(Map<String, Tensor> tensors, String name, int from, int... shape) {
    int to = from + Arrays.stream(shape).reduce(1, Math::multiplyExact);
    float[] values = Arrays.copyOfRange(plan.initial().values(), from, to);
    tensors.put(name, Tensor.of(values, shape));
    return to;
  }

  private void writeTensors(String name, LinkedHashMap<String, Tensor> tensors) throws IOException {
    NamedTensors named = NamedTensors.of(tensors);
    folder.write(name, out -> Safetensors.write(out, named, Map.of("format", "pt")));
  }

  private void writeText(String name, String text) throws IOException {
    folder.write(name, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  private ObjectNode facts() {
    ObjectNode facts = JsonNodeFactory.instance.objectNode();
    ObjectNode losses = facts.putObject("losses");
    plan.losses().forEach((term, weight) -> losses.put(term.column(), weight));
    facts.put("margin", TrainPlan.MARGIN);
    Settings.Train optimizer = plan.optimizer();
    facts.put("learning_rate", optimizer.learningRate());
    facts.put("head_learning_rate", optimizer.headLearningRate());
    facts.putArray("betas").add(optimizer.beta1()).add(optimizer.beta2());
    facts.put("epsilon", optimizer.epsilon());
    facts.put("weight_decay", optimizer.weightDecay());
    facts.put("clip_norm", optimizer.clipNorm());
    // both sides would draw other masks
    facts.put("head_dropout", 0.0);
    ArrayNode factors = facts.putArray("factors");
    ArrayNode parts = facts.putArray("parts");
    for (int step = 0; step < steps(); step++) {
      factors.add(plan.factors()[step]);
      ArrayNode cells = parts.addArray();
      plan.positions(step).forEach(part -> cells.add(part.length));
    }
    return facts;
  }

  private int steps() {
    return plan.factors().length;
  }

  private static byte[] bytes(int[] numbers) {
    ByteBuffer bytes = littleEndian(Integer.BYTES * numbers.length);
    bytes.asIntBuffer().put(numbers);
    return bytes.array();
  }

  private static ByteBuffer littleEndian(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
