package io.cellora.job.demo;

import java.util.List;

/**
 * A cell type: the programs it runs, from its lineage down to its own, its share of the source and
 * of the target (0 = not there), and whether blood has it.
 */
record DemoType(
    String name, List<String> programs, double sourceShare, double targetShare, boolean inBlood) {

  double share(DemoSplit split) {
    return split == DemoSplit.SOURCE ? sourceShare : targetShare;
  }
}
