package io.cellora.job.stage;

import io.cellora.job.config.Progress;
import io.cellora.job.config.SilentProgress;

/** Stops the run when a line is told that holds a text; those before are told to another. */
record Interrupting(String text, Progress others) implements SilentProgress {

  Interrupting(String text) {
    this(text, new StageTestBase.Told());
  }

  @Override
  public void step(String what) {
    update(what);
  }

  @Override
  public void update(String line) {
    if (line.contains(text)) {
      throw new IllegalStateException("interrupted");
    }
    others.update(line);
  }
}
