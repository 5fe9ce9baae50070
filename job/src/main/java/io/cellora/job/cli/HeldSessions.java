package io.cellora.job.cli;

import io.cellora.job.stage.Affinity;
import io.cellora.job.stage.BenchRead;
import java.util.function.IntFunction;
import org.apache.spark.sql.SparkSession;

/** Sessions on as many processors as they have cores. */
record HeldSessions(IntFunction<Sessions> sessions, Affinity affinity)
    implements BenchRead.Sessions {

  @Override
  public SparkSession open(int cores) {
    return sessions.apply(cores).open();
  }

  @Override
  public boolean hold(int cores) {
    return affinity.hold(cores);
  }
}
