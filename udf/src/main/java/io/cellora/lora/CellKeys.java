package io.cellora.lora;

import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Who the cells of a block are.
 *
 * @param positions of each cell among all cells [n]
 * @param labels class of each cell [n]
 * @param donors a number for each cell's donor [n], {@value #NO_DONOR} where it is not known
 */
record CellKeys(long[] positions, int[] labels, int[] donors) implements Serializable {

  static final int NO_DONOR = -1;

  CellKeys {
    if (labels.length != positions.length || donors.length != positions.length) {
      throw new IllegalArgumentException(
          "Invalid cells: %d positions, %d labels, %d donors, expected as many of each"
              .formatted(positions.length, labels.length, donors.length));
    }
  }

  int size() {
    return positions.length;
  }

  CellKeys select(int[] rows) {
    return new CellKeys(
        IntStream.of(rows).mapToLong(row -> positions[row]).toArray(),
        IntStream.of(rows).map(row -> labels[row]).toArray(),
        IntStream.of(rows).map(row -> donors[row]).toArray());
  }

  static CellKeys joined(List<CellKeys> parts) {
    return new CellKeys(
        parts.stream().flatMapToLong(part -> LongStream.of(part.positions)).toArray(),
        parts.stream().flatMapToInt(part -> IntStream.of(part.labels)).toArray(),
        parts.stream().flatMapToInt(part -> IntStream.of(part.donors)).toArray());
  }
}
