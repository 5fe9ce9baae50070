package io.cellora.job.demo;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The genes of the atlas: made-up symbols, log mean expression, and two disjoint pools of marker
 * genes, for programs that the source runs and for programs that only the target runs. The first
 * genes are mitochondrial.
 */
record DemoGenes(String[] symbols, double[] logMean, int[] sourcePool, int[] targetPool) {

  private static final String[] MITOCHONDRIAL = {
    "MT-ND1", "MT-ND2", "MT-CO1", "MT-CO2", "MT-ATP8", "MT-ATP6", "MT-CO3", "MT-ND3", "MT-ND4L",
    "MT-ND4", "MT-ND5", "MT-ND6", "MT-CYB"
  };
  private static final double MITOCHONDRIAL_SHARE = 0.06;
  private static final double LOG_MEAN_DEVIATION = 1.3;
  private static final String LETTERS = "ABCDEFGHIKLMNPRSTVZ";

  static DemoGenes of(DemoSpec spec) {
    Integer[] nuclear =
        IntStream.range(MITOCHONDRIAL.length, spec.genes()).boxed().toArray(Integer[]::new);
    DemoRandom.of(spec.seed(), "gene pools").shuffle(nuclear);
    // the rest keeps house and belongs to no program
    int sourceGenes = nuclear.length / 2;
    int targetGenes = nuclear.length / 4;
    return new DemoGenes(
        symbols(spec),
        logMeans(spec),
        pool(nuclear, 0, sourceGenes),
        pool(nuclear, sourceGenes, sourceGenes + targetGenes));
  }

  int count() {
    return symbols.length;
  }

  static int mitochondrial() {
    return MITOCHONDRIAL.length;
  }

  private static int[] pool(Integer[] genes, int from, int until) {
    return Arrays.stream(genes, from, until).mapToInt(Integer::intValue).toArray();
  }

  private static double[] logMeans(DemoSpec spec) {
    double[] logMeans = new double[spec.genes()];
    double nuclear = 0;
    double mitochondrial = 0;
    for (int gene = 0; gene < logMeans.length; gene++) {
      DemoRandom random = DemoRandom.of(spec.seed(), "mean", gene);
      logMeans[gene] = random.normal(LOG_MEAN_DEVIATION);
      if (gene < MITOCHONDRIAL.length) {
        mitochondrial += StrictMath.exp(logMeans[gene]);
      } else {
        nuclear += StrictMath.exp(logMeans[gene]);
      }
    }
    double wanted = nuclear * MITOCHONDRIAL_SHARE / (1 - MITOCHONDRIAL_SHARE);
    for (int gene = 0; gene < MITOCHONDRIAL.length; gene++) {
      logMeans[gene] += StrictMath.log(wanted / mitochondrial);
    }
    return logMeans;
  }

  /** Families of a few members, as real symbols come: TKRN1, TKRN2, TKRN5. */
  private static String[] symbols(DemoSpec spec) {
    DemoRandom random = DemoRandom.of(spec.seed(), "symbols");
    Set<String> symbols = new LinkedHashSet<>(Arrays.asList(MITOCHONDRIAL));
    while (symbols.size() < spec.genes()) {
      String family = family(random);
      int members = 1 + random.below(8);
      for (int member = 1; member <= members && symbols.size() < spec.genes(); member++) {
        symbols.add(family + (member + random.below(3)));
      }
    }
    return symbols.toArray(String[]::new);
  }

  private static String family(DemoRandom random) {
    StringBuilder family = new StringBuilder();
    int letters = 3 + random.below(3);
    for (int i = 0; i < letters; i++) {
      family.append(LETTERS.charAt(random.below(LETTERS.length())));
    }
    return family.toString();
  }
}
