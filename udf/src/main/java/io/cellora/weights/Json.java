package io.cellora.weights;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;

/** JSON objects of model folders; a key that stands twice is refused. */
final class Json {

  private static final int MAX_BYTES = 1 << 24;
  private static final ObjectMapper MAPPER =
      new ObjectMapper()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private Json() {}

  static Map<String, Object> object(Folder folder, String file) throws IOException {
    String name = folder.name() + "/" + file;
    try (InputStream in = folder.open(file)) {
      JsonNode tree = tree(in.readNBytes(MAX_BYTES), name);
      return MAPPER.convertValue(tree, new TypeReference<LinkedHashMap<String, Object>>() {});
    }
  }

  static JsonNode tree(byte[] bytes, String file) {
    return tree(bytes, 0, bytes.length, file);
  }

  static JsonNode tree(byte[] bytes, int from, int length, String file) {
    try {
      JsonNode tree = MAPPER.readTree(bytes, from, length);
      if (!tree.isObject()) {
        throw Refusal.of(file, "expected a JSON object", tree.getNodeType());
      }
      return tree;
    } catch (IOException e) {
      throw Refusal.of(file, "is no JSON", e.getMessage(), e);
    }
  }

  static String compact(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write JSON (unknown type of value)", e);
    }
  }

  static String indented(Object value) {
    try {
      return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write JSON (unknown type of value)", e);
    }
  }
}
