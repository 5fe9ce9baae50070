package io.cellora.job.demo;

import java.util.ArrayList;
import java.util.List;

/** Draws the cells of a split, each from a random stream of its own. */
final class DemoSampler {

  private static final double MEDIAN_LIBRARY = 2500;
  private static final double LIBRARY_DEVIATION = 0.3;
  private static final double MITOCHONDRIAL_DEVIATION = 0.4;
  private static final double ACTIVITY_DEVIATION = 0.5;
  // variance = mean + mean^2 / 4
  private static final int SHAPE = 4;
  private static final double DROPOUT = 0.25;
  // cell size or stress: varies within every type and says nothing of it
  private static final DemoProgram ACTIVITY = new DemoProgram("activity", true, 60, 0.8);

  private final DemoSpec spec;
  private final DemoSplit split;
  private final List<DemoDonor> donors;
  private final DemoExpression expression;
  private final double[] activity;

  DemoSampler(DemoSpec spec, DemoGenes genes, DemoSplit split) {
    this.spec = spec;
    this.split = split;
    this.donors = DemoDonor.of(spec, split);
    this.expression = new DemoExpression(spec, genes);
    this.activity = ACTIVITY.logFolds(spec, genes);
  }

  /** The cells of one shard, in the shard's order. */
  List<DemoCell> shard(int shard) {
    DemoType[] types = DemoQuota.types(split, spec.shards(split).cells());
    DemoRandom.of(spec.seed(), "types", split.ordinal(), shard).shuffle(types);
    List<DemoCell> cells = new ArrayList<>();
    for (int row = 0; row < types.length; row++) {
      cells.add(cell(shard, row, types[row]));
    }
    return cells;
  }

  private DemoCell cell(int shard, int row, DemoType type) {
    DemoRandom random = DemoRandom.of(spec.seed(), "cell", split.ordinal(), shard, row);
    DemoDonor donor = donor(type, random);
    String id = "%s-%d-%05d".formatted(split.label(), shard, row);
    return new DemoCell(id, type, donor, counts(expression.shares(type, donor), random));
  }

  /** Donors give unequal numbers of cells: the first of n gives n parts, the last one part. */
  private DemoDonor donor(DemoType type, DemoRandom random) {
    List<DemoDonor> having = donors.stream().filter(donor -> donor.has(type)).toList();
    int parts = having.size() * (having.size() + 1) / 2;
    int part = random.below(parts);
    int donor = 0;
    for (int left = part - having.size(); left >= 0; left -= having.size() - donor) {
      donor++;
    }
    return having.get(donor);
  }

  private int[] counts(double[] shares, DemoRandom random) {
    double library = MEDIAN_LIBRARY * StrictMath.exp(random.normal(LIBRARY_DEVIATION));
    double mitochondrial = StrictMath.exp(random.normal(MITOCHONDRIAL_DEVIATION));
    double active = random.normal(ACTIVITY_DEVIATION);
    int[] counts = new int[shares.length];
    for (int gene = 0; gene < counts.length; gene++) {
      double mean = library * shares[gene];
      if (gene < DemoGenes.mitochondrial()) {
        mean *= mitochondrial;
      } else if (activity[gene] != 0) {
        mean *= StrictMath.exp(active * activity[gene]);
      }
      int count = random.gammaPoisson(mean, SHAPE);
      counts[gene] = random.uniform() < DROPOUT / (1 + mean) ? 0 : count;
    }
    return counts;
  }
}
