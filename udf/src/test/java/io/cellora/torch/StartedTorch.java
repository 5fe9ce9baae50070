package io.cellora.torch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.function.Function;

/** Starts torch on an executor at the moment when others do, and answers where and which. */
final class StartedTorch implements Function<Integer, String> {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final String meeting;
  private final int executors;

  /**
   * A start.
   *
   * @param meeting folder where the executors wait for each other
   */
  StartedTorch(Path meeting, int executors) {
    this.meeting = meeting.toString();
    this.executors = executors;
  }

  @Override
  public String call(Integer task) throws Exception {
    String executor = SparkEnv.get().executorId();
    Files.writeString(Path.of(meeting, executor), "");
    Instant end = Instant.now().plus(PATIENCE);
    while (present() < executors && Instant.now().isBefore(end)) {
      Thread.sleep(20);
    }
    TorchEngine.start(1);
    return executor + " " + TorchEngine.version();
  }

  private long present() {
    try (Stream<Path> files = Files.list(Path.of(meeting))) {
      return files.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
