package io.cellora.job.demo;

/** Everything the demo atlas is a function of: the same spec gives the same cells anywhere. */
public record DemoSpec(
    long seed, int genes, DemoShards source, DemoShards train, DemoShards val, DemoShards test) {

  private static final int MIN_GENES = 200;

  /** Checks that every program of the taxonomy finds genes of its own. */
  public DemoSpec {
    if (genes < MIN_GENES) {
      throw new IllegalArgumentException(
          "Invalid number of genes: " + genes + ", expected at least " + MIN_GENES);
    }
  }

  /** The size that pretrains, adapts and evaluates within minutes on two cores. */
  public static DemoSpec standard(long seed) {
    return new DemoSpec(
        seed,
        2000,
        new DemoShards(2, 1500, 6),
        new DemoShards(2, 1200, 5),
        new DemoShards(1, 800, 3),
        new DemoShards(1, 800, 3));
  }

  DemoShards shards(DemoSplit split) {
    return switch (split) {
      case SOURCE -> source;
      case TRAIN -> train;
      case VAL -> val;
      case TEST -> test;
    };
  }
}
