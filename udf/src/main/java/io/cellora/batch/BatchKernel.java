package io.cellora.batch;

import java.io.Serializable;
import java.util.List;

/** What several calls share, such as an encoder; compared by {@code equals}. */
public interface BatchKernel extends Serializable {

  /**
   * Opens what a task needs; runs on executors.
   *
   * @param calls those whose values are asked for, all of this kernel
   */
  BatchEvaluator open(List<BatchCall> calls);
}
