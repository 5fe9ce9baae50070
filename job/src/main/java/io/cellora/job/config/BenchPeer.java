package io.cellora.job.config;

import java.nio.file.Path;
import java.util.Optional;

/** Whom a benchmark compares with. */
public sealed interface BenchPeer {

  /** Nobody. */
  record None() implements BenchPeer {}

  /** Python, from a virtual environment; in the work folder if none is named. */
  record Python(Optional<Path> environment) implements BenchPeer {}

  /** Python if it is asked for, by the option or by naming its environment. */
  static BenchPeer of(boolean asked, Optional<Path> environment) {
    return asked || environment.isPresent() ? new Python(environment) : new None();
  }
}
