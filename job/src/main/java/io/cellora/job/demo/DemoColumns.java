package io.cellora.job.demo;

import java.util.Arrays;

/**
 * The columns of one shard in its own order: the atlas gene of each, and for the few genes that
 * have two columns the twin of each, else -1. Some genes of the atlas are missing.
 */
record DemoColumns(int[] genes, int[] twins) {

  private static final double MISSING_SHARE = 0.05;
  private static final int GENES_A_TWIN = 500;

  static DemoColumns of(DemoSpec spec, DemoSplit split, int shard) {
    DemoRandom random = DemoRandom.of(spec.seed(), "columns", split.ordinal(), shard);
    Integer[] shuffled = new Integer[spec.genes()];
    Arrays.setAll(shuffled, gene -> gene);
    random.shuffle(shuffled);
    int kept = spec.genes() - (int) (MISSING_SHARE * spec.genes());
    int doubled = 1 + spec.genes() / GENES_A_TWIN;
    Integer[] chosen = Arrays.copyOf(shuffled, kept + doubled);
    System.arraycopy(shuffled, 0, chosen, kept, doubled);
    random.shuffle(chosen);
    return new DemoColumns(
        Arrays.stream(chosen).mapToInt(Integer::intValue).toArray(), twins(chosen, spec.genes()));
  }

  int count() {
    return genes.length;
  }

  boolean isSecond(int column) {
    return twins[column] >= 0 && twins[column] < column;
  }

  private static int[] twins(Integer[] genes, int atlasGenes) {
    int[] seenAt = new int[atlasGenes];
    Arrays.fill(seenAt, -1);
    int[] twins = new int[genes.length];
    Arrays.fill(twins, -1);
    for (int column = 0; column < genes.length; column++) {
      int earlier = seenAt[genes[column]];
      if (earlier >= 0) {
        twins[column] = earlier;
        twins[earlier] = column;
      }
      seenAt[genes[column]] = column;
    }
    return twins;
  }
}
