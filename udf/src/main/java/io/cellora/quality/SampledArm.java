package io.cellora.quality;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * The cells of a sample as one arm embeds them, in the order of the sample.
 *
 * @param labels of each cell, as numbers in the labels' alphabetical order
 * @param donors the same; {@link #UNKNOWN} where there is none
 */
record SampledArm(
    List<SampledCell> cells, EmbeddingRows tuned, EmbeddingRows base, int[] labels, int[] donors) {

  static final int UNKNOWN = -1;

  /** Sorts the cells. */
  static SampledArm of(Iterable<SampledCell> unordered) {
    List<SampledCell> cells = new ArrayList<>();
    unordered.forEach(cells::add);
    cells.sort(Comparator.comparingInt(SampledCell::place));
    return new SampledArm(
        List.copyOf(cells),
        EmbeddingRows.of(cells.stream().map(SampledCell::embedding).toList()),
        EmbeddingRows.of(cells.stream().map(SampledCell::base).toList()),
        codes(cells, SampledCell::label),
        codes(cells, SampledCell::donor));
  }

  private static int[] codes(List<SampledCell> cells, Function<SampledCell, String> name) {
    TreeSet<String> names = new TreeSet<>();
    for (SampledCell cell : cells) {
      if (name.apply(cell) != null) {
        names.add(name.apply(cell));
      }
    }
    List<String> order = List.copyOf(names);
    return cells.stream()
        .map(name)
        .mapToInt(found -> found == null ? UNKNOWN : order.indexOf(found))
        .toArray();
  }

  int size() {
    return cells.size();
  }

  /** The cells whose donor is known. */
  int[] ofKnownDonor() {
    return IntStream.range(0, size()).filter(cell -> donors[cell] != UNKNOWN).toArray();
  }
}
