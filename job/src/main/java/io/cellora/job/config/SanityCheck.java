package io.cellora.job.config;

import java.util.Objects;

/**
 * One entry of the sanity gate: what was checked, whether it held, and the facts it was judged by.
 *
 * @param name unique in a run, for example {@code artefacts_agree(lora-ce/mlp/1/val)}
 */
public record SanityCheck(String name, boolean passed, String detail) {

  public SanityCheck {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(detail, "detail");
  }
}
