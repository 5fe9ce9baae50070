package io.cellora.weights;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Reads and writes a LoRA adapter as the PEFT library keeps it, and merges it into a base. */
public final class PeftAdapter {

  private static final String CONFIG = "adapter_config.json";
  private static final String TENSORS = "adapter_model.safetensors";
  private static final String PREFIX = "base_model.model.";
  private static final String A = ".lora_A.weight";
  private static final String B = ".lora_B.weight";

  private PeftAdapter() {}

  /**
   * Reads the folder; ranks come from the tensors and must agree with the config.
   *
   * @throws IllegalArgumentException if a file is missing, or asks for what LoRA here is not
   */
  public static LoraWeights read(Folder folder) throws IOException {
    for (String file : new String[] {CONFIG, TENSORS}) {
      if (!folder.exists(file)) {
        throw new IllegalArgumentException(
            "Cannot read adapter %s (a file is missing): %s".formatted(folder.name(), file));
      }
    }
    String configFile = folder.name() + "/" + CONFIG;
    PeftConfig config = new PeftConfig(Json.object(folder, CONFIG), configFile);
    NamedTensors tensors;
    try (InputStream in = folder.open(TENSORS)) {
      tensors = Safetensors.read(in, folder.name() + "/" + TENSORS);
    }
    return adapter(config, tensors, folder.name() + "/" + TENSORS);
  }

  /** The path of the base model as the config has it, where it names one. */
  public static Optional<String> baseModel(Folder folder) throws IOException {
    return Optional.ofNullable(Json.object(folder, CONFIG).get(PeftConfig.BASE_MODEL))
        .map(Object::toString)
        .filter(path -> !path.isBlank());
  }

  /** Writes both files; the tensors come last, so a half folder is none. */
  public static void write(Folder folder, LoraWeights adapter, String baseModel)
      throws IOException {
    write(folder, adapter, baseModel, TrainedWith.DEFAULTS);
  }

  /** Writes both files, with what the config should tell about the training. */
  public static void write(
      Folder folder, LoraWeights adapter, String baseModel, TrainedWith trained)
      throws IOException {
    if (adapter.layers().isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot write adapter (it has no layer): %s".formatted(folder.name()));
    }
    LinkedHashMap<String, Tensor> tensors = new LinkedHashMap<>();
    adapter
        .layers()
        .forEach(
            (layer, pair) -> {
              tensors.put(PREFIX + layer + A, Tensor.of(pair.a(), pair.r(), pair.in()));
              tensors.put(PREFIX + layer + B, Tensor.of(pair.b(), pair.out(), pair.r()));
            });
    String config = Json.indented(PeftConfig.of(adapter, baseModel, trained));
    folder.write(CONFIG, out -> out.write(config.getBytes(StandardCharsets.UTF_8)));
    NamedTensors named = NamedTensors.of(tensors);
    folder.write(TENSORS, out -> Safetensors.write(out, named, Map.of("format", "pt")));
  }

  /** A copy of a state dict with the adapter merged in. */
  public static NamedTensors merge(NamedTensors base, LoraWeights adapter) {
    return adapter.mergedInto(base);
  }

  /** A copy of an encoder with the adapter merged in. */
  public static MlpWeights merge(MlpWeights base, LoraWeights adapter) {
    return adapter.mergedInto(base);
  }

  private static LoraWeights adapter(PeftConfig config, NamedTensors tensors, String file) {
    Set<String> layers = layers(tensors, file);
    config.checkLayers(layers);
    Map<String, LoraPair> pairs = new LinkedHashMap<>();
    for (String layer : layers) {
      pairs.put(layer, pair(config, tensors, layer, file));
    }
    return new LoraWeights(pairs);
  }

  private static Set<String> layers(NamedTensors tensors, String file) {
    Set<String> layers = new TreeSet<>();
    for (String name : tensors.names()) {
      if (!name.startsWith(PREFIX) || !(name.endsWith(A) || name.endsWith(B))) {
        throw Refusal.of(file, "a tensor is neither lora_A nor lora_B of a linear layer", name);
      }
      layers.add(name.substring(PREFIX.length(), name.length() - A.length()));
    }
    if (layers.isEmpty()) {
      throw Refusal.of(file, "it has no layer", tensors.names());
    }
    return layers;
  }

  private static LoraPair pair(PeftConfig config, NamedTensors tensors, String layer, String file) {
    int[] a = matrix(tensors, PREFIX + layer + A, file);
    int[] b = matrix(tensors, PREFIX + layer + B, file);
    int rank = config.rank(layer);
    if (a[0] != rank || b[1] != rank) {
      throw Refusal.of(
          file,
          "layer %s has rank %d in its config".formatted(layer, rank),
          "A is [%d, %d], B is [%d, %d]".formatted(a[0], a[1], b[0], b[1]));
    }
    return new LoraPair(
        rank,
        config.alpha(layer),
        config.rslora(),
        values(tensors, PREFIX + layer + A, file),
        values(tensors, PREFIX + layer + B, file),
        a[1],
        b[0]);
  }

  private static int[] matrix(NamedTensors tensors, String name, String file) {
    if (!tensors.has(name)) {
      throw Refusal.of(file, "a tensor is missing", name);
    }
    int[] shape = tensors.get(name).shape();
    if (shape.length != 2) {
      throw Refusal.of(file, "tensor " + name + " is no matrix", tensors.get(name));
    }
    return shape;
  }

  private static float[] values(NamedTensors tensors, String name, String file) {
    if (tensors.get(name).dtype() != DType.FLOAT32) {
      throw Refusal.of(file, "tensor " + name + " should hold floats", tensors.get(name));
    }
    for (float value : tensors.get(name).floats()) {
      if (!Float.isFinite(value)) {
        throw Refusal.of(file, "tensor " + name + " is not finite", value);
      }
    }
    return tensors.get(name).floats();
  }
}
