package io.cellora;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cellora.weights.LocalFolder;
import io.cellora.weights.ScimilarityFolder;
import io.cellora.weights.ScimilarityModel;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The committed fixtures, and numbers that other libraries wrote beside them. */
public final class Fixtures {

  private Fixtures() {}

  /** A resource of a test folder, or of the test jar when another module runs. */
  public static Path path(String resource) {
    try {
      URI uri = Fixtures.class.getResource("/" + resource).toURI();
      if (uri.getScheme().equals("jar")) {
        openOnce(uri);
      }
      return Path.of(uri);
    } catch (URISyntaxException | IOException e) {
      throw new IllegalStateException("Cannot find fixture " + resource, e);
    }
  }

  private static synchronized void openOnce(URI jar) throws IOException {
    try {
      FileSystems.getFileSystem(jar);
    } catch (FileSystemNotFoundException e) {
      FileSystems.newFileSystem(jar, Map.of());
    }
  }

  public static JsonNode json(String resource) {
    try (InputStream in = Files.newInputStream(path(resource))) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The small model folder that the scimilarity package wrote. */
  public static ScimilarityModel smallModel() {
    try {
      return ScimilarityFolder.read(new LocalFolder(path("weights/scimilarity_small")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static float[] floats(JsonNode array) {
    float[] out = new float[array.size()];
    for (int i = 0; i < out.length; i++) {
      out[i] = (float) array.get(i).asDouble();
    }
    return out;
  }

  public static double[] doubles(JsonNode array) {
    double[] out = new double[array.size()];
    for (int i = 0; i < out.length; i++) {
      out[i] = array.get(i).asDouble();
    }
    return out;
  }

  /** The rows of a matrix, one after the other. */
  public static float[] flat(JsonNode rows) {
    float[] out = new float[rows.size() * rows.get(0).size()];
    for (int i = 0; i < rows.size(); i++) {
      float[] row = floats(rows.get(i));
      System.arraycopy(row, 0, out, i * row.length, row.length);
    }
    return out;
  }
}
