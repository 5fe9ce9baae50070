package io.cellora.job.config;

/** How a stage tells what it does; the command line shows it, a test may collect it. */
public interface Progress {

  /** A stage begins: one line that stays, such as {@code Embedding 6,400 cells}. */
  void step(String what);

  /** Where the current step stands; a later update replaces it. */
  void update(String text);

  /** A finished table, its lines separated by newlines. */
  void table(String text);

  /** A result for another program: as it is, with nothing around it. */
  void output(String text);
}
