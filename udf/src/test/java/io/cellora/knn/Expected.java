package io.cellora.knn;

import com.fasterxml.jackson.databind.JsonNode;
import io.cellora.Fixtures;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

/** What make_knn.py wrote: embeddings, and what numpy and scimilarity say of them. */
final class Expected {

  static final JsonNode ALL = Fixtures.json("knn/knn_expected.json");
  static final List<String> LABELS = texts(ALL.get("labels"));
  static final KnnLabels CODES = new KnnLabels(LABELS);
  static final int WIDTH = ALL.get("reference").get(0).size();

  private Expected() {}

  static List<JsonNode> cases() {
    return StreamSupport.stream(ALL.get("cases").spliterator(), false).toList();
  }

  static List<String> texts(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).toList();
  }

  static float[] row(String matrix, int row) {
    return Fixtures.floats(ALL.get(matrix).get(row));
  }

  static int size(String matrix) {
    return ALL.get(matrix).size();
  }

  static float[] units(String matrix) {
    float[] units = new float[size(matrix) * WIDTH];
    for (int row = 0; row < size(matrix); row++) {
      UnitVectors.normalise(row(matrix, row), units, row);
    }
    return units;
  }

  /** The reference in blocks of so many rows, the last one smaller. */
  static List<ReferenceBlock> blocks(int rows) {
    List<ReferenceBlock> blocks = new ArrayList<>();
    float[] units = units("reference");
    for (int from = 0; from < LABELS.size(); from += rows) {
      int start = from;
      int end = Math.min(from + rows, LABELS.size());
      float[] values = new float[(end - start) * WIDTH];
      System.arraycopy(units, start * WIDTH, values, 0, values.length);
      blocks.add(
          new ReferenceBlock(
              WIDTH,
              values,
              IntStream.range(start, end).asLongStream().toArray(),
              IntStream.range(start, end).map(i -> CODES.code(LABELS.get(i))).toArray()));
    }
    return blocks;
  }

  /** The neighbours that numpy found. */
  static Neighbours neighbours(JsonNode expected, int query) {
    int k = expected.get("k").asInt();
    Neighbours neighbours = new Neighbours(k);
    for (int i = 0; i < k; i++) {
      int row = expected.get("rows").get(query).get(i).asInt();
      neighbours.offer(
          expected.get("distances").get(query).get(i).asDouble(), row, CODES.code(LABELS.get(row)));
    }
    return neighbours;
  }
}
