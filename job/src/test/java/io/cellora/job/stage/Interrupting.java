package io.cellora.job.stage;

import io.cellora.job.config.Progress;

/** Stops the run when a line is told that holds a text. */
record Interrupting(String text) implements Progress {

  @Override
  public void step(String what) {
    update(what);
  }

  @Override
  public void update(String line) {
    if (line.contains(text)) {
      throw new IllegalStateException("interrupted");
    }
  }

  @Override
  public void table(String content) {}

  @Override
  public void output(String content) {}
}
