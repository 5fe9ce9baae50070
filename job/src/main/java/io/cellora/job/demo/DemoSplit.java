package io.cellora.job.demo;

import java.util.Locale;

/** The parts of the demo atlas, in the order in which their donors and files are numbered. */
enum DemoSplit {
  SOURCE,
  TRAIN,
  VAL,
  TEST;

  String fileName(int shard) {
    return label() + "-" + shard + ".h5ad";
  }

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
