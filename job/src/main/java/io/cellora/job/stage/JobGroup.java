package io.cellora.job.stage;

import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;
import org.slf4j.MDC;

/**
 * What Spark's pages and logs call the jobs that this thread starts: a group for each run of a
 * command, and what is being done. Logs, those of executors too, have both as {@value #RUN} and
 * {@value #STAGE} of their context.
 *
 * @param id of the run
 */
public record JobGroup(SparkContext context, String id) {

  /** Spark hands local properties of this prefix to the loggers of executors. */
  static final String RUN = "mdc.run";

  static final String STAGE = "mdc.stage";

  /** A group of its own for one run of a command that records no run. */
  public static JobGroup of(SparkSession spark, String command) {
    return new JobGroup(spark.sparkContext(), command + " " + RunIds.fresh());
  }

  /**
   * Labels the jobs that follow.
   *
   * @param what such as {@code Embedding cells}
   */
  public void begin(String what) {
    context.setJobGroup(id, what, false);
    context.setLocalProperty(RUN, id);
    context.setLocalProperty(STAGE, what);
    MDC.put(RUN, id);
    MDC.put(STAGE, what);
  }
}
