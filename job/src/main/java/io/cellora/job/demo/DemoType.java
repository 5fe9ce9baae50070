package io.cellora.job.demo;

import java.util.List;

/**
 * A cell type: the programs it runs (their names, parted by blanks), its share of the source and of
 * the target (0 = not there), and whether blood has it.
 */
record DemoType(
    String name, String programNames, double sourceShare, double targetShare, boolean inBlood) {

  List<String> programs() {
    return List.of(programNames.split(" "));
  }

  double share(DemoSplit split) {
    return split == DemoSplit.SOURCE ? sourceShare : targetShare;
  }
}
