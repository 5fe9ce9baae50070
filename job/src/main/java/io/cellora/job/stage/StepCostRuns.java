package io.cellora.job.stage;

import io.cellora.job.config.BenchStepsRequest.Grid;
import io.cellora.job.report.StepCost;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Turns what Spark told of steps to the costs of their parts: medians, in milliseconds. */
final class StepCostRuns {

  private static final double MILLIS = 1e3;

  private final int cores;

  /**
   * @param cores of all executors
   */
  StepCostRuns(int cores) {
    this.cores = cores;
  }

  /**
   * @param steps as the driver saw them
   * @param jobs the same steps as Spark saw them
   */
  StepCost cost(Grid point, TimedSteps steps, List<StepClock.Job> jobs) {
    int workers = point.workers().get(0);
    Map<String, Double> parts = new LinkedHashMap<>();
    parts.put("step_ms", median(steps.seconds()) * MILLIS);
    parts.put("job_ms", median(jobs, job -> job.millis()));
    parts.put("run_ms", median(jobs, job -> mean(work(job, workers), StepClock.Task::run)));
    parts.put("read_ms", median(jobs, job -> mean(work(job, workers), StepClock.Task::read)));
    parts.put("wrote_ms", median(jobs, job -> mean(work(job, workers), StepClock.Task::wrote)));
    parts.put("handed_ms", median(jobs, job -> mean(work(job, workers), StepClock.Task::handed)));
    parts.put("update_ms", median(steps.updates()) * MILLIS);
    parts.put("rest_ms", median(rest(steps, jobs)));
    parts.put(
        "result_bytes", median(jobs, job -> mean(work(job, workers), StepClock.Task::resultBytes)));
    return new StepCost(workers, point.cells().get(0), point.fanIns().get(0), parts);
  }

  /** What a step took beyond the work of the cores. */
  private List<Double> rest(TimedSteps steps, List<StepClock.Job> jobs) {
    List<Double> rest = new ArrayList<>();
    for (int step = 0; step < jobs.size(); step++) {
      rest.add(steps.seconds().get(step) * MILLIS - jobs.get(step).work(cores));
    }
    return rest;
  }

  /** The tasks that compute: those that add sums come after them. */
  private static List<StepClock.Task> work(StepClock.Job job, int workers) {
    return job.tasks().stream()
        .sorted(Comparator.comparingLong(StepClock.Task::launched))
        .limit(workers)
        .toList();
  }

  private static double mean(List<StepClock.Task> tasks, ToDoubleFunction<StepClock.Task> part) {
    return tasks.stream().mapToDouble(part).average().orElse(0);
  }

  private static double median(List<StepClock.Job> jobs, ToDoubleFunction<StepClock.Job> part) {
    return median(jobs.stream().map(part::applyAsDouble).toList());
  }

  private static double median(List<Double> numbers) {
    double[] sorted = numbers.stream().mapToDouble(n -> n).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1
        ? sorted[middle]
        : Arrays.stream(sorted, middle - 1, middle + 1).average().orElseThrow();
  }
}
