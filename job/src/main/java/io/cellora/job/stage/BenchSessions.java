package io.cellora.job.stage;

import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/** Sessions of different sizes, one after the other: a JVM holds one Spark context at a time. */
final class BenchSessions implements AutoCloseable {

  private final BenchRead.Sessions sessions;
  private Optional<SparkSession> current = Optional.empty();
  private int cores;
  private boolean held;

  BenchSessions(BenchRead.Sessions sessions) {
    this.sessions = sessions;
  }

  SparkSession cores(int wanted) {
    if (current.isEmpty() || cores != wanted) {
      close();
      SparkSession session = sessions.open(wanted);
      // a new session's first query pays for its start
      session.range(1).write().format("noop").mode("overwrite").save();
      held = sessions.hold(wanted);
      current = Optional.of(session);
      cores = wanted;
    }
    return current.orElseThrow();
  }

  /** Whether the last session has no processor but its cores. */
  boolean held() {
    return held;
  }

  @Override
  public void close() {
    current.ifPresent(sessions::close);
    current = Optional.empty();
  }
}
