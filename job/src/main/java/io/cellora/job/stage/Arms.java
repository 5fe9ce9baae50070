package io.cellora.job.stage;

import io.cellora.job.config.ArmSettings;
import io.cellora.job.config.BaselineHead;

/** The arms of a run and their heads, by the names that stand in every table. */
final class Arms {

  static final String BASELINE = ArmSettings.BASELINE;

  /** An adapter without a name of its own. */
  static final String ADAPTER = "adapter";

  static final String LOGISTIC_HEAD = BaselineHead.LOGISTIC.head();
  static final String MLP_HEAD = "mlp";

  private Arms() {}
}
