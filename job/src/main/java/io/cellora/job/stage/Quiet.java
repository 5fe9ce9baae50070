package io.cellora.job.stage;

import io.cellora.job.config.Progress;

/** Passes on how far a command is that another one uses, and not its own last words. */
record Quiet(Progress outer) implements Progress {

  @Override
  public void step(String what) {}

  @Override
  public void update(String text) {
    outer.update(text);
  }

  @Override
  public void table(String text) {}

  @Override
  public void output(String text) {}
}
