package io.cellora.job.stage;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkContext;
import org.apache.spark.executor.TaskMetrics;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobEnd;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.StageInfo;
import scala.collection.Seq;

/** Hears from Spark what the tasks of training steps took, a job for each step; on the driver. */
final class StepClock extends SparkListener {

  private static final String DESCRIPTION = "spark.job.description";
  private static final String STEP = "train: epoch ";
  private static final long PATIENCE_MILLIS = 10_000;

  private final Map<Integer, Integer> jobOfStage = new HashMap<>();
  private final Map<Integer, List<Task>> running = new HashMap<>();
  private final Map<Integer, Long> started = new HashMap<>();
  private final List<Job> ended = new ArrayList<>();

  /** Listens until closed. */
  record Hold(SparkContext context, StepClock clock) implements AutoCloseable {

    List<Job> take(int steps) {
      return clock.take(steps);
    }

    @Override
    public void close() {
      context.removeSparkListener(clock);
    }
  }

  static Hold on(SparkContext context) {
    StepClock clock = new StepClock();
    context.addSparkListener(clock);
    return new Hold(context, clock);
  }

  /**
   * A worker's part of a step, in milliseconds.
   *
   * @param launched by the scheduler, counted from the job's start
   * @param read until the task's code was there
   * @param run the work itself
   * @param wrote until the result was bytes
   * @param finished as the scheduler saw it, counted from the job's start
   */
  record Task(long launched, long read, long run, long wrote, long finished, long resultBytes) {

    /** Milliseconds between scheduler and executor: the task on its way, and the result. */
    long handed() {
      return finished - launched - read - run - wrote;
    }
  }

  /** A step: its tasks, and milliseconds from start to end as the scheduler saw it. */
  record Job(List<Task> tasks, long millis) {

    /** Milliseconds that each of some cores worked, on average. */
    double work(int cores) {
      return tasks.stream().mapToLong(Task::run).sum() / (double) cores;
    }
  }

  @Override
  public synchronized void onJobStart(SparkListenerJobStart start) {
    String what = start.properties().getProperty(DESCRIPTION, "");
    if (what.startsWith(STEP)) {
      running.put(start.jobId(), new ArrayList<>());
      started.put(start.jobId(), start.time());
      Seq<?> stages = stages(start);
      for (int i = 0; i < stages.size(); i++) {
        jobOfStage.put(((StageInfo) stages.apply(i)).stageId(), start.jobId());
      }
    }
  }

  /** Its third part: the type that its method names is another one in Scala 2.12 and 2.13. */
  private static Seq<?> stages(SparkListenerJobStart start) {
    return (Seq<?>) start.productElement(2);
  }

  @Override
  public synchronized void onTaskEnd(SparkListenerTaskEnd end) {
    Integer job = jobOfStage.get(end.stageId());
    if (job != null && end.taskInfo().successful()) {
      long from = started.get(job);
      TaskMetrics metrics = end.taskMetrics();
      running
          .get(job)
          .add(
              new Task(
                  end.taskInfo().launchTime() - from,
                  metrics.executorDeserializeTime(),
                  metrics.executorRunTime(),
                  metrics.resultSerializationTime(),
                  end.taskInfo().finishTime() - from,
                  metrics.resultSize()));
    }
  }

  @Override
  public synchronized void onJobEnd(SparkListenerJobEnd end) {
    List<Task> tasks = running.remove(end.jobId());
    if (tasks != null) {
      ended.add(new Job(tasks, end.time() - started.remove(end.jobId())));
      jobOfStage.values().removeIf(job -> job == end.jobId());
      notifyAll();
    }
  }

  /**
   * Answers the steps so far, once there are so many, and forgets them: Spark tells of them late.
   */
  synchronized List<Job> take(int steps) {
    long until = System.currentTimeMillis() + PATIENCE_MILLIS;
    try {
      while (ended.size() < steps && System.currentTimeMillis() < until) {
        wait(Math.max(1, until - System.currentTimeMillis()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (ended.size() != steps) {
      throw new IllegalStateException(
          "Cannot measure steps (Spark told of %d jobs, expected %d)"
              .formatted(ended.size(), steps));
    }
    List<Job> all = List.copyOf(ended);
    ended.clear();
    return all;
  }
}
