package io.cellora.weights;

import io.cellora.weights.RestrictedUnpickler.RefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads and writes the state dict of a {@code torch.save} file; nothing in the file is executed.
 *
 * <p>Accepted are a bare state dict and one under {@code state_dict} beside plain data. Floats of
 * other widths become FLOAT32.
 */
public final class TorchCheckpoint {

  private static final String PICKLE = "data.pkl";
  private static final int MAX_PICKLE = 1 << 26;

  private TorchCheckpoint() {}

  /**
   * Reads the whole stream, at most 2 GiB.
   *
   * @param name what messages call the file
   * @throws IllegalArgumentException if it is no checkpoint of plain tensors, with the reason
   */
  public static NamedTensors read(InputStream in, String name) throws IOException {
    String file = "checkpoint " + name;
    byte[] bytes = WholeFile.read(in, file);
    StoredZip zip = StoredZip.open(bytes, file);
    String prefix = prefix(zip, file);
    try {
      TorchStorages storages = new TorchStorages(zip, prefix, bytes.length);
      return stateDict(RestrictedUnpickler.load(zip.read(prefix + PICKLE), storages));
    } catch (RefusedException e) {
      throw Refusal.of(file, e.getMessage(), "expected a state_dict of plain tensors", e);
    }
  }

  /** Writes {@code {"state_dict": OrderedDict}}, which torch opens with weights_only on or off. */
  public static void write(OutputStream out, NamedTensors tensors) throws IOException {
    TorchZipWriter zip = new TorchZipWriter(out);
    zip.add(PICKLE, new StateDictPickle(tensors).bytes());
    zip.add(".format_version", "1");
    zip.add(".storage_alignment", Integer.toString(TorchZipWriter.ALIGNMENT));
    zip.add("byteorder", "little");
    int key = 0;
    for (Tensor tensor : tensors.asMap().values()) {
      zip.add("data/" + key++, tensor::writeTo);
    }
    zip.add("version", "3\n");
    zip.finish();
  }

  private static String prefix(StoredZip zip, String file) {
    List<String> pickles =
        zip.lengths().keySet().stream().filter(TorchCheckpoint::isMainPickle).toList();
    if (pickles.size() != 1) {
      throw Refusal.of(
          file,
          "is a zip, but no torch checkpoint",
          "expected one FOLDER/data.pkl, found " + pickles);
    }
    if (zip.lengths().get(pickles.get(0)) > MAX_PICKLE) {
      throw Refusal.of(file, "its pickle is too large", "at most " + MAX_PICKLE + " bytes");
    }
    return pickles.get(0).substring(0, pickles.get(0).length() - PICKLE.length());
  }

  private static boolean isMainPickle(String entry) {
    int slash = entry.indexOf('/');
    return slash > 0 && entry.substring(slash + 1).equals(PICKLE);
  }

  private static NamedTensors stateDict(Object loaded) {
    if (!(loaded instanceof Map<?, ?> top)) {
      throw new RefusedException("it holds no dict");
    }
    Object inner = top.get("state_dict");
    Map<?, ?> state = inner instanceof Map<?, ?> map ? map : top;
    LinkedHashMap<String, Tensor> tensors = new LinkedHashMap<>();
    for (Map.Entry<?, ?> entry : state.entrySet()) {
      if (!(entry.getKey() instanceof String name && entry.getValue() instanceof Tensor tensor)) {
        throw new RefusedException("its entry %s is no tensor".formatted(entry.getKey()));
      }
      tensors.put(name, tensor);
    }
    return NamedTensors.of(tensors);
  }
}
