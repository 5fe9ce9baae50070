package io.cellora.lora;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.cellora.weights.Folder;
import io.cellora.weights.NamedTensors;
import io.cellora.weights.Safetensors;
import io.cellora.weights.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A head beside its adapter: {@code head.safetensors} with the keys of torch's Sequential(Linear,
 * ReLU, Dropout, Linear), and {@code head_labels.json}, the classes in the order of the outputs.
 */
public final class HeadFiles {

  private static final String WEIGHTS = "head.safetensors";
  private static final String LABELS = "head_labels.json";

  private HeadFiles() {}

  public static void write(Folder folder, ClassifierHead head) throws IOException {
    LinkedHashMap<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("0.weight", Tensor.of(head.w1(), head.hidden(), head.latent()));
    tensors.put("0.bias", Tensor.of(head.b1(), head.hidden()));
    tensors.put("3.weight", Tensor.of(head.w2(), head.labels().size(), head.hidden()));
    tensors.put("3.bias", Tensor.of(head.b2(), head.labels().size()));
    folder.write(
        WEIGHTS, out -> Safetensors.write(out, NamedTensors.of(tensors), Map.of("format", "pt")));
    folder.write(LABELS, out -> out.write(new ObjectMapper().writeValueAsBytes(head.labels())));
  }

  /** Whether a folder has a head. */
  public static boolean exist(Folder folder) throws IOException {
    return folder.exists(WEIGHTS) && folder.exists(LABELS);
  }

  public static ClassifierHead read(Folder folder) throws IOException {
    try (InputStream weights = folder.open(WEIGHTS);
        InputStream labels = folder.open(LABELS)) {
      NamedTensors tensors = Safetensors.read(weights, folder.name() + "/" + WEIGHTS);
      return new ClassifierHead(
          List.of(new ObjectMapper().readValue(labels, String[].class)),
          tensors.get("0.weight").floats(),
          tensors.get("0.bias").floats(),
          tensors.get("3.weight").floats(),
          tensors.get("3.bias").floats());
    }
  }
}
