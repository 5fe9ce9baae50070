package io.cellora.quality;

import java.util.Arrays;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.function.IntBinaryOperator;
import java.util.stream.IntStream;

/**
 * Fixed triplets of cells (anchor, another cell of its label, one of another label), drawn from
 * labels and donors alone, so that every arm is held to the same.
 *
 * @param cells [triplets][3]
 */
record Triplets(int[][] cells) {

  /**
   * Draws triplets, anchors at random among the cells that have both. The positive is of another
   * donor where the label has one; cells of unknown donor count as donors of their own.
   *
   * @param donors of each cell, {@link SampledArm#UNKNOWN} where not known
   * @return none if no label has two cells, or there is one label only
   */
  static Triplets draw(int[] labels, int[] donors, int count) {
    Draw draw = new Draw(labels, donors);
    SplittableRandom random = new SplittableRandom(0);
    int[] anchors = IntStream.range(0, labels.length).filter(draw::mayBeAnchor).toArray();
    if (anchors.length == 0) {
      return new Triplets(new int[0][]);
    }
    int[][] cells = new int[count][];
    for (int i = 0; i < count; i++) {
      int anchor = anchors[random.nextInt(anchors.length)];
      cells[i] = new int[] {anchor, draw.positive(anchor, random), draw.negative(anchor, random)};
    }
    return new Triplets(cells);
  }

  /** The cells sorted by label and donor: those of one label, or of one donor in it, are a run. */
  private static final class Draw {
    private final int[] sorted;
    private final int[] placeOf;
    private final Run[] labelOf;
    private final Run[] donorOf;

    Draw(int[] labels, int[] donors) {
      sorted =
          IntStream.range(0, labels.length)
              .boxed()
              .sorted(
                  Comparator.<Integer>comparingInt(cell -> labels[cell])
                      .thenComparingInt(cell -> donors[cell])
                      .thenComparingInt(cell -> cell))
              .mapToInt(Integer::intValue)
              .toArray();
      placeOf = new int[sorted.length];
      for (int place = 0; place < sorted.length; place++) {
        placeOf[sorted[place]] = place;
      }
      IntBinaryOperator label = (a, b) -> labels[a] - labels[b];
      labelOf = runs(label);
      donorOf =
          runs(
              (a, b) ->
                  donors[a] == SampledArm.UNKNOWN
                      ? 1
                      : label.applyAsInt(a, b) | donors[a] ^ donors[b]);
    }

    /** The run of each cell; neighbours are of one run where the comparison gives 0. */
    private Run[] runs(IntBinaryOperator comparison) {
      Run[] runs = new Run[sorted.length];
      int from = 0;
      for (int to = 1; to <= sorted.length; to++) {
        if (to == sorted.length || comparison.applyAsInt(sorted[to - 1], sorted[to]) != 0) {
          Run run = new Run(from, to);
          Arrays.stream(sorted, from, to).forEach(cell -> runs[cell] = run);
          from = to;
        }
      }
      return runs;
    }

    boolean mayBeAnchor(int cell) {
      return labelOf[cell].size() > 1 && labelOf[cell].size() < sorted.length;
    }

    int positive(int anchor, SplittableRandom random) {
      Run label = labelOf[anchor];
      Run donor = donorOf[anchor];
      Run self = new Run(placeOf[anchor], placeOf[anchor] + 1);
      return sorted[label.drawOutside(donor.size() < label.size() ? donor : self, random)];
    }

    int negative(int anchor, SplittableRandom random) {
      return sorted[new Run(0, sorted.length).drawOutside(labelOf[anchor], random)];
    }
  }

  /** Places from one to before another. */
  private record Run(int from, int to) {
    int size() {
      return to - from;
    }

    /** A place of this run outside of a shorter run in it. */
    int drawOutside(Run inner, SplittableRandom random) {
      int drawn = from + random.nextInt(size() - inner.size());
      return drawn < inner.from ? drawn : drawn + inner.size();
    }
  }

  int size() {
    return cells.length;
  }

  /** {@code max(0, d(a, p) - d(a, n) + margin)} of each triplet, by Euclidean distances. */
  double[] losses(EmbeddingRows embeddings, double margin) {
    return Arrays.stream(cells)
        .mapToDouble(
            triplet ->
                Math.max(
                    0,
                    embeddings.distance(triplet[0], triplet[1])
                        - embeddings.distance(triplet[0], triplet[2])
                        + margin))
        .toArray();
  }
}
