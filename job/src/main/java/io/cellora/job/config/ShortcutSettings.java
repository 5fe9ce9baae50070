package io.cellora.job.config;

import io.cellora.lora.Shortcut;
import java.util.EnumSet;
import java.util.Set;

/** Which ways to the same numbers with less work a training takes. */
public record ShortcutSettings(
    boolean frozenPrefix, boolean sparseAdapter, boolean gramReconstruction) {

  public Set<Shortcut> taken() {
    Set<Shortcut> taken = EnumSet.noneOf(Shortcut.class);
    if (frozenPrefix) {
      taken.add(Shortcut.FROZEN_PREFIX);
    }
    if (sparseAdapter) {
      taken.add(Shortcut.SPARSE_ADAPTER);
    }
    if (gramReconstruction) {
      taken.add(Shortcut.GRAM_RECONSTRUCTION);
    }
    return taken;
  }

  /** Whether a step needs no cell's genes but for its adapter. */
  public boolean all() {
    return taken().size() == Shortcut.values().length;
  }
}
