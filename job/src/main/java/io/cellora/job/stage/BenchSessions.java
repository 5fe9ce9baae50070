package io.cellora.job.stage;

import java.util.Optional;
import java.util.function.IntFunction;
import org.apache.spark.sql.SparkSession;

/** Sessions of different sizes, one after the other: a JVM holds one Spark context at a time. */
final class BenchSessions implements AutoCloseable {

  private final IntFunction<SparkSession> sessions;
  private Optional<SparkSession> current = Optional.empty();
  private int cores;

  /**
   * @param sessions opens a session with as many cores
   */
  BenchSessions(IntFunction<SparkSession> sessions) {
    this.sessions = sessions;
  }

  SparkSession cores(int wanted) {
    if (current.isEmpty() || cores != wanted) {
      close();
      SparkSession session = sessions.apply(wanted);
      // a new session's first query pays for its start
      session.range(1).write().format("noop").mode("overwrite").save();
      current = Optional.of(session);
      cores = wanted;
    }
    return current.orElseThrow();
  }

  @Override
  public void close() {
    current.ifPresent(SparkSession::stop);
    current = Optional.empty();
  }
}
