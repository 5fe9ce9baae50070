package io.cellora.job.stage;

import io.cellora.job.config.ArmSettings;

/** The arms of a run and their heads, by the names that stand in every table. */
final class Arms {

  static final String BASELINE = ArmSettings.BASELINE;

  /** An adapter without a name of its own. */
  static final String ADAPTER = "adapter";

  static final String LOGISTIC_HEAD = "logistic";
  static final String MLP_HEAD = "mlp";

  private Arms() {}
}
