package io.cellora.quality;

import java.util.List;

/**
 * Embeddings in memory.
 *
 * @param values [rows, width], row-major
 */
record EmbeddingRows(float[] values, int width) {

  EmbeddingRows {
    if (width < 1 || values.length % width != 0) {
      throw new IllegalArgumentException(
          "Invalid embeddings: %d values, expected rows of %d".formatted(values.length, width));
    }
  }

  /** All of the width of the first. */
  static EmbeddingRows of(List<float[]> rows) {
    int width = rows.isEmpty() ? 1 : rows.get(0).length;
    float[] values = new float[Math.multiplyExact(rows.size(), width)];
    for (int row = 0; row < rows.size(); row++) {
      if (rows.get(row).length != width) {
        throw new IllegalArgumentException(
            "Invalid width of an embedding: %d, expected %d"
                .formatted(rows.get(row).length, width));
      }
      System.arraycopy(rows.get(row), 0, values, row * width, width);
    }
    return new EmbeddingRows(values, width);
  }

  int rows() {
    return values.length / width;
  }

  /** The rows that are named, in that order. */
  EmbeddingRows select(int[] rows) {
    float[] selected = new float[Math.multiplyExact(rows.length, width)];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(values, rows[i] * width, selected, i * width, width);
    }
    return new EmbeddingRows(selected, width);
  }

  double at(int row, int place) {
    return values[row * width + place];
  }

  /** Inner product of a row and a row of others of the same width. */
  double product(int row, EmbeddingRows others, int other) {
    double sum = 0;
    for (int i = 0; i < width; i++) {
      sum += at(row, i) * others.at(other, i);
    }
    return sum;
  }

  /** Euclidean. */
  double distance(int row, int other) {
    double sum = 0;
    for (int i = 0; i < width; i++) {
      double off = at(row, i) - at(other, i);
      sum += off * off;
    }
    return Math.sqrt(sum);
  }

  /** E'E [width, width], summed in the order of the rows. */
  double[] gram() {
    double[] gram = new double[width * width];
    for (int row = 0; row < rows(); row++) {
      for (int i = 0; i < width; i++) {
        double value = at(row, i);
        for (int j = 0; j < width; j++) {
          gram[i * width + j] += value * at(row, j);
        }
      }
    }
    return gram;
  }
}
