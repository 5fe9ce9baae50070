package io.cellora.weights;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Tensors by name, in the order of their file; immutable. */
public final class NamedTensors implements Serializable {

  private static final long serialVersionUID = 1L;

  private final LinkedHashMap<String, Tensor> tensors;
  private transient volatile String sha256;

  private NamedTensors(LinkedHashMap<String, Tensor> tensors) {
    this.tensors = tensors;
  }

  public static NamedTensors of(LinkedHashMap<String, Tensor> tensors) {
    return new NamedTensors(new LinkedHashMap<>(tensors));
  }

  /**
   * A copy in which {@code tensor} stands under {@code name}, in the old place if there was one.
   */
  public NamedTensors with(String name, Tensor tensor) {
    LinkedHashMap<String, Tensor> copy = new LinkedHashMap<>(tensors);
    copy.put(name, tensor);
    return new NamedTensors(copy);
  }

  public Tensor get(String name) {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException(
          "Cannot find tensor %s (there are %s)".formatted(name, tensors.keySet()));
    }
    return tensor;
  }

  public boolean has(String name) {
    return tensors.containsKey(name);
  }

  public Set<String> names() {
    return Collections.unmodifiableSet(tensors.keySet());
  }

  public Map<String, Tensor> asMap() {
    return Collections.unmodifiableMap(tensors);
  }

  /** Hash over names, dtypes, shapes and values in name order, so the file's order is no part. */
  public String sha256() {
    if (sha256 == null) {
      sha256 = Sha256.of(this::writeTo);
    }
    return sha256;
  }

  private void writeTo(OutputStream out) throws IOException {
    DataOutputStream data = new DataOutputStream(out);
    for (Map.Entry<String, Tensor> entry : new TreeMap<>(tensors).entrySet()) {
      byte[] name = entry.getKey().getBytes(StandardCharsets.UTF_8);
      data.writeInt(name.length);
      data.write(name);
      data.writeBytes(entry.getValue().toString());
      entry.getValue().writeTo(data);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NamedTensors that && tensors.equals(that.tensors);
  }

  @Override
  public int hashCode() {
    return tensors.hashCode();
  }

  @Override
  public String toString() {
    return tensors.toString();
  }
}
