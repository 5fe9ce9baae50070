package io.cellora.job.demo;

/**
 * A set of genes that go up or down together: how many in an atlas of 2,000, the typical log fold
 * change, and whether cells of the source run it too.
 */
record DemoProgram(String name, boolean inSource, int genesOf2000, double logFold) {

  private static final int LEAST = 4;
  private static final double SHARE_DOWN = 0.2;

  /** The log fold change of every gene; 0 for those outside the program. */
  double[] logFolds(DemoSpec spec, DemoGenes genes) {
    DemoRandom random = DemoRandom.of(spec.seed(), "program " + name);
    int[] pool = inSource ? genes.sourcePool() : genes.targetPool();
    double[] logFolds = new double[genes.count()];
    int wanted = Math.max(LEAST, genesOf2000 * genes.count() / 2000);
    for (int chosen = 0; chosen < wanted; ) {
      int gene = pool[random.below(pool.length)];
      if (logFolds[gene] == 0) {
        double sign = random.uniform() < SHARE_DOWN ? -1 : 1;
        logFolds[gene] = sign * logFold * (0.5 + random.uniform());
        chosen++;
      }
    }
    return logFolds;
  }
}
