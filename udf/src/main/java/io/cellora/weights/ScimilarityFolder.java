package io.cellora.weights;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Reads and writes a model folder as the scimilarity package keeps it. */
public final class ScimilarityFolder {

  private static final String ENCODER = "encoder";
  private static final String DECODER = "decoder";
  private static final String CHECKPOINT = ".ckpt";
  private static final String SAFETENSORS = ".safetensors";
  private static final int MAX_TEXT = 1 << 26;
  private static final String GENE_ORDER = "gene_order.tsv";
  private static final String LAYER_SIZES = "layer_sizes.json";
  private static final String HYPERPARAMETERS = "hyperparameters.json";

  private ScimilarityFolder() {}

  /**
   * Reads the folder; a {@code .safetensors} twin goes before the {@code .ckpt}.
   *
   * @throws IllegalArgumentException if a file is missing or does not fit the others
   */
  public static ScimilarityModel read(Folder folder) throws IOException {
    String encoderFile = weightsFile(folder, ENCODER).orElseThrow(() -> noEncoder(folder));
    NamedTensors encoder = weights(folder, encoderFile);
    Optional<String> decoderFile = weightsFile(folder, DECODER);
    Optional<NamedTensors> decoder = Optional.empty();
    if (decoderFile.isPresent()) {
      decoder = Optional.of(weights(folder, decoderFile.get()));
    }
    checkLayerSizes(folder, encoder);
    return new ScimilarityModel(
        encoder,
        decoder,
        geneOrder(folder),
        folder.exists(HYPERPARAMETERS) ? Json.object(folder, HYPERPARAMETERS) : Map.of(),
        companions(folder),
        path(folder, encoderFile));
  }

  /** Writes the folder as upstream does; the encoder comes last, so a half folder is none. */
  public static void write(Folder folder, ScimilarityModel model) throws IOException {
    for (String network : List.of(ENCODER, DECODER)) {
      if (folder.exists(network + SAFETENSORS)) {
        throw new IllegalArgumentException(
            "Cannot write model folder %s (readers would take another file first): %s"
                .formatted(folder.name(), network + SAFETENSORS));
      }
    }
    writeText(folder, GENE_ORDER, String.join("\n", model.geneOrder()));
    writeText(folder, LAYER_SIZES, Json.compact(layerSizes(model.encoder())));
    writeText(folder, HYPERPARAMETERS, Json.compact(model.hyperparameters()));
    Map<String, String> companions = new LinkedHashMap<>(model.companions());
    // upstream's loader does not start without it
    companions.putIfAbsent(ScimilarityModel.LABEL_INTS, ScimilarityModel.labelInts(List.of()));
    for (Map.Entry<String, String> companion : companions.entrySet()) {
      writeText(folder, companion.getKey(), companion.getValue());
    }
    if (model.decoder().isPresent()) {
      writeCheckpoint(folder, DECODER, model.decoder().get());
    }
    writeCheckpoint(folder, ENCODER, model.encoder());
  }

  private static Optional<String> weightsFile(Folder folder, String network) throws IOException {
    for (String ending : List.of(SAFETENSORS, CHECKPOINT)) {
      if (folder.exists(network + ending)) {
        return Optional.of(network + ending);
      }
    }
    return Optional.empty();
  }

  private static NamedTensors weights(Folder folder, String file) throws IOException {
    try (InputStream in = folder.open(file)) {
      return file.endsWith(SAFETENSORS)
          ? Safetensors.read(in, path(folder, file))
          : TorchCheckpoint.read(in, path(folder, file));
    }
  }

  private static List<String> geneOrder(Folder folder) throws IOException {
    List<String> genes =
        new ArrayList<>(text(folder, GENE_ORDER).lines().map(String::strip).toList());
    while (!genes.isEmpty() && genes.get(genes.size() - 1).isEmpty()) {
      genes.remove(genes.size() - 1);
    }
    return genes;
  }

  private static void checkLayerSizes(Folder folder, NamedTensors encoder) throws IOException {
    if (!folder.exists(LAYER_SIZES)) {
      return;
    }
    Map<String, Object> found = Json.object(folder, LAYER_SIZES);
    Map<String, Object> expected = layerSizes(encoder);
    for (String tensor : new TreeSet<>(expected.keySet())) {
      if (!expected.get(tensor).equals(found.remove(tensor))) {
        throw Refusal.of(
            path(folder, LAYER_SIZES),
            "it disagrees with the encoder about " + tensor,
            "expected " + expected.get(tensor));
      }
    }
    if (!found.isEmpty()) {
      throw Refusal.of(
          path(folder, LAYER_SIZES), "the encoder lacks some of its tensors", found.keySet());
    }
  }

  private static Map<String, Object> layerSizes(NamedTensors encoder) {
    Map<String, Object> sizes = new LinkedHashMap<>();
    encoder
        .asMap()
        .forEach((name, tensor) -> sizes.put(name, Arrays.stream(tensor.shape()).boxed().toList()));
    return sizes;
  }

  private static Map<String, String> companions(Folder folder) throws IOException {
    Map<String, String> texts = new LinkedHashMap<>();
    for (String file : List.of(ScimilarityModel.LABEL_INTS, ScimilarityModel.METADATA)) {
      if (folder.exists(file)) {
        texts.put(file, text(folder, file));
      }
    }
    return texts;
  }

  private static String text(Folder folder, String file) throws IOException {
    if (!folder.exists(file)) {
      throw new IllegalArgumentException(
          "Cannot read model folder %s (a file is missing): %s".formatted(folder.name(), file));
    }
    try (InputStream in = folder.open(file)) {
      byte[] bytes = in.readNBytes(MAX_TEXT + 1);
      if (bytes.length > MAX_TEXT) {
        throw Refusal.of(path(folder, file), "is too large", "at most " + MAX_TEXT + " bytes");
      }
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  private static void writeText(Folder folder, String file, String text) throws IOException {
    folder.write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static void writeCheckpoint(Folder folder, String network, NamedTensors tensors)
      throws IOException {
    folder.write(network + CHECKPOINT, out -> TorchCheckpoint.write(out, tensors));
  }

  private static IllegalArgumentException noEncoder(Folder folder) {
    return new IllegalArgumentException(
        "Cannot read model folder %s (a file is missing): %s or %s"
            .formatted(folder.name(), ENCODER + CHECKPOINT, ENCODER + SAFETENSORS));
  }

  private static String path(Folder folder, String file) {
    return folder.name() + "/" + file;
  }
}
