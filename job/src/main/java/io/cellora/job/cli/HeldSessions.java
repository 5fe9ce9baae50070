package io.cellora.job.cli;

import io.cellora.job.stage.Affinity;
import io.cellora.job.stage.BenchRead;
import java.util.function.IntFunction;
import java.util.function.ToIntFunction;
import org.apache.spark.sql.SparkSession;

/** Sessions on as many processors as they have cores. */
record HeldSessions(IntFunction<Sessions> sessions, Affinity affinity)
    implements BenchRead.Sessions {

  /** The exit code of a benchmark, after which this process may use all its processors again. */
  static int use(IntFunction<Sessions> sessions, ToIntFunction<HeldSessions> benchmark) {
    Affinity affinity = Affinity.ofThisProcess();
    try {
      return benchmark.applyAsInt(new HeldSessions(sessions, affinity));
    } finally {
      affinity.release();
    }
  }

  @Override
  public SparkSession open(int cores) {
    return sessions.apply(cores).open();
  }

  @Override
  public boolean hold(int cores) {
    return affinity.hold(cores);
  }
}
