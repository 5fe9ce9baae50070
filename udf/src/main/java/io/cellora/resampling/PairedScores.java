package io.cellora.resampling;

/** The scores of two classifiers on drawn cells. */
final class PairedScores {

  private final PairedCounts counts;
  private final ClassTally first;
  private final ClassTally second;
  private final long[] drawn;

  PairedScores(PairedCounts counts) {
    this.counts = counts;
    this.first = new ClassTally(counts.classes());
    this.second = new ClassTally(counts.classes());
    this.drawn = new long[counts.size()];
  }

  /** The first classifier on the next draw. */
  ClassTally first(Draws draws) {
    draws.next(drawn);
    first.clear();
    for (int i = 0; i < drawn.length; i++) {
      first.add(counts.label()[i], counts.predicted()[i], drawn[i]);
    }
    return first;
  }

  /** Macro-F1 of the first less that of the second, on the cells of the next draw. */
  double difference(Draws bootstrap) {
    first(bootstrap);
    second.clear();
    for (int i = 0; i < drawn.length; i++) {
      second.add(counts.label()[i], counts.other()[i], drawn[i]);
    }
    return first.macroF1() - second.macroF1();
  }

  /** The same on all cells, with the predictions of those of the next draw swapped. */
  double swappedDifference(Draws swaps) {
    swaps.next(drawn);
    first.clear();
    second.clear();
    for (int i = 0; i < drawn.length; i++) {
      int label = counts.label()[i];
      long kept = counts.n(i) - drawn[i];
      first.add(label, counts.predicted()[i], kept);
      first.add(label, counts.other()[i], drawn[i]);
      second.add(label, counts.other()[i], kept);
      second.add(label, counts.predicted()[i], drawn[i]);
    }
    return first.macroF1() - second.macroF1();
  }
}
