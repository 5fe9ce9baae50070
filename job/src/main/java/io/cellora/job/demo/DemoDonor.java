package io.cellora.job.demo;

import java.util.ArrayList;
import java.util.List;

/** A donor, who gives cells of one tissue and belongs to one split. */
record DemoDonor(int number, String tissue) {

  private static final String BLOOD = "blood";

  String id() {
    return "D%02d".formatted(number);
  }

  boolean has(DemoType type) {
    return type.inBlood() || !tissue.equals(BLOOD);
  }

  /** The donors of a split, numbered on from those of the splits before it. */
  static List<DemoDonor> of(DemoSpec spec, DemoSplit split) {
    int number = 1;
    for (DemoSplit earlier : DemoSplit.values()) {
      number += earlier.compareTo(split) < 0 ? spec.shards(earlier).donors() : 0;
    }
    List<DemoDonor> donors = new ArrayList<>();
    for (int i = 0; i < spec.shards(split).donors(); i++) {
      donors.add(new DemoDonor(number + i, tissue(split, i)));
    }
    return donors;
  }

  private static String tissue(DemoSplit split, int donor) {
    if (split != DemoSplit.SOURCE) {
      return "kidney";
    }
    return donor % 2 == 0 ? BLOOD : "lung";
  }
}
