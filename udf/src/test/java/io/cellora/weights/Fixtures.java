package io.cellora.weights;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cellora.weights.MlpWeights.HiddenBlock;
import io.cellora.weights.MlpWeights.Linear;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The committed files, the libraries' numbers beside them, and a plain forward pass. */
final class Fixtures {

  private Fixtures() {}

  static Path path(String name) {
    try {
      return Path.of(Fixtures.class.getResource("/weights/" + name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  static LocalFolder folder(String name) {
    return new LocalFolder(path(name));
  }

  static byte[] bytes(String name) {
    try {
      return Files.readAllBytes(path(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JsonNode json(String name) {
    try {
      return new ObjectMapper().readTree(path(name).toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static NamedTensors checkpoint(byte[] bytes) {
    try {
      return TorchCheckpoint.read(new ByteArrayInputStream(bytes), "test.ckpt");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] written(Folder.Content content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      content.writeTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** What arrives on the other side of Java serialization. */
  @SuppressWarnings("unchecked")
  static <T> T sent(T value) throws IOException, ClassNotFoundException {
    byte[] bytes = written(out -> new ObjectOutputStream(out).writeObject(value));
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
      return (T) in.readObject();
    }
  }

  /** A copy of a fixture folder that a test may damage. */
  static LocalFolder copy(String name, Path to) throws IOException {
    try (Stream<Path> files = Files.list(path(name))) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
    return new LocalFolder(to);
  }

  static float[][] matrix(JsonNode rows) {
    float[][] matrix = new float[rows.size()][];
    for (int i = 0; i < matrix.length; i++) {
      matrix[i] = vector(rows.get(i));
    }
    return matrix;
  }

  static float[] vector(JsonNode numbers) {
    float[] vector = new float[numbers.size()];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = (float) numbers.get(i).asDouble();
    }
    return vector;
  }

  /** The encoder's embedding of one cell: forward, then to length one. */
  static float[] embed(MlpWeights encoder, float[] cell) {
    float[] raw = forward(encoder, cell);
    double squares = 0;
    for (float value : raw) {
      squares += (double) value * value;
    }
    double length = Math.max(Math.sqrt(squares), 1e-12);
    for (int i = 0; i < raw.length; i++) {
      raw[i] /= (float) length;
    }
    return raw;
  }

  static float[] forward(MlpWeights network, float[] x) {
    for (HiddenBlock block : network.hidden()) {
      x = apply(block.linear(), x);
      for (int i = 0; i < x.length; i++) {
        float y = block.scale()[i] * x[i] + block.shift()[i];
        x[i] = y < 0 ? y * block.slope() : y;
      }
    }
    return apply(network.output(), x);
  }

  private static float[] apply(Linear linear, float[] x) {
    float[] y = new float[linear.out()];
    for (int row = 0; row < y.length; row++) {
      double sum = linear.bias()[row];
      for (int i = 0; i < x.length; i++) {
        sum += (double) linear.weight()[row * x.length + i] * x[i];
      }
      y[row] = (float) sum;
    }
    return y;
  }
}
