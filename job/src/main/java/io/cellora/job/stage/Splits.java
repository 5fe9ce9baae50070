package io.cellora.job.stage;

/** The names of the splits. */
final class Splits {

  static final String TRAIN = "train";
  static final String VAL = "val";
  static final String TEST = "test";

  private Splits() {}
}
