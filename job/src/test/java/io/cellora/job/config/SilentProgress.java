package io.cellora.job.config;

/** Tells nobody; a test overrides what it listens to. */
public interface SilentProgress extends Progress {

  @Override
  default void step(String what) {}

  @Override
  default void update(String text) {}

  @Override
  default void table(String text) {}

  @Override
  default void output(String text) {}
}
