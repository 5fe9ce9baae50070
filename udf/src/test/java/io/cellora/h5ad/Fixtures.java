package io.cellora.h5ad;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;

/** The committed h5ad files and what anndata, scanpy and scimilarity say of them. */
final class Fixtures {

  static final JsonNode EXPECTED = read("expected.json");

  private Fixtures() {}

  static String h5ad(String name) {
    return file(name + ".h5ad").toString();
  }

  static Path file(String name) {
    try {
      return Path.of(resource(name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("Cannot find fixture " + name, e);
    }
  }

  private static URL resource(String name) {
    return Fixtures.class.getResource("/h5ad/" + name);
  }

  static JsonNode read(String name) {
    try {
      return new ObjectMapper().readTree(resource(name));
    } catch (IOException e) {
      throw new IllegalStateException("Cannot read fixture " + name, e);
    }
  }
}
