package io.cellora.job.stage;

import io.cellora.job.bench.PeerEnvironment;
import io.cellora.job.bench.PeerKit;
import io.cellora.job.config.BenchPeer;
import io.cellora.job.config.Progress;
import java.nio.file.Path;
import java.util.Optional;

/** Finds or makes the Python of a benchmark's other side. */
final class PeerPython {

  private PeerPython() {}

  /** The program; none if nobody is to be compared with. */
  static Optional<Path> of(BenchPeer peer, PeerKit kit, Path work, Progress progress) {
    if (!(peer instanceof BenchPeer.Python python)) {
      return Optional.empty();
    }
    Path environment = python.environment().orElse(work.resolve("venv"));
    progress.step("Python from " + environment);
    return Optional.of(PeerEnvironment.python(environment, kit, work, progress::update));
  }
}
