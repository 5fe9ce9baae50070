package io.cellora.batch;

import java.io.Serializable;
import java.util.List;

/** Calls of one kernel on the same arguments, which are computed together. */
public record BatchPass(BatchKernel kernel, List<BatchCall> calls) implements Serializable {

  public BatchPass {
    calls = List.copyOf(calls);
  }

  BatchEvaluator open() {
    return kernel.open(calls);
  }

  @Override
  public String toString() {
    return kernel + " " + calls;
  }
}
