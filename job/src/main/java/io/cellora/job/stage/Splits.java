package io.cellora.job.stage;

import io.cellora.job.config.CellFiles;

/** The names of the splits. */
final class Splits {

  static final String TRAIN = CellFiles.TRAIN;
  static final String VAL = CellFiles.VAL;
  static final String CALIBRATION = CellFiles.CALIBRATION;
  static final String TEST = CellFiles.TEST;

  private Splits() {}
}
