package io.cellora.job.demo;

import java.util.HashMap;
import java.util.Map;

/**
 * The share of each gene in the library of a type's cells in a donor: base expression, the type's
 * programs, and the shifts of tissue and donor, which are batch effects.
 */
final class DemoExpression {

  private static final double TISSUE_DEVIATION = 0.25;
  private static final double DONOR_DEVIATION = 0.2;

  private final DemoSpec spec;
  private final DemoGenes genes;
  private final Map<String, double[]> programs = new HashMap<>();
  private final Map<String, double[]> shares = new HashMap<>();

  DemoExpression(DemoSpec spec, DemoGenes genes) {
    this.spec = spec;
    this.genes = genes;
    for (DemoProgram program : DemoTaxonomy.PROGRAMS) {
      programs.put(program.name(), program.logFolds(spec, genes));
    }
  }

  /** Sums to 1 over the genes; the caller must not write into it. */
  double[] shares(DemoType type, DemoDonor donor) {
    return shares.computeIfAbsent(donor.id() + "/" + type.name(), key -> compute(type, donor));
  }

  private double[] compute(DemoType type, DemoDonor donor) {
    DemoRandom tissueShift = DemoRandom.of(spec.seed(), "tissue " + donor.tissue());
    DemoRandom donorShift = DemoRandom.of(spec.seed(), "donor", donor.number());
    double[] computed = new double[genes.count()];
    double sum = 0;
    for (int gene = 0; gene < computed.length; gene++) {
      double log =
          genes.logMean()[gene]
              + tissueShift.normal(TISSUE_DEVIATION)
              + donorShift.normal(DONOR_DEVIATION);
      for (String program : type.programs()) {
        log += programs.get(program)[gene];
      }
      computed[gene] = StrictMath.exp(log);
      sum += computed[gene];
    }
    for (int gene = 0; gene < computed.length; gene++) {
      computed[gene] /= sum;
    }
    return computed;
  }
}
