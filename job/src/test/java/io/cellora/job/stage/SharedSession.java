package io.cellora.job.stage;

import org.apache.spark.sql.SparkSession;

/** The session that tests share, whatever cores are asked for; it stays open. */
final class SharedSession implements BenchRead.Sessions {

  @Override
  public SparkSession open(int cores) {
    return SparkSession.active();
  }

  @Override
  public void close(SparkSession session) {}
}
