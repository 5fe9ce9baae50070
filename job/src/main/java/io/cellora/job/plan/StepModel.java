package io.cellora.job.plan;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * What a training step costs on any number of workers, fitted to what {@code bench steps} measured:
 * the work of one part of the batch, and beyond it a fixed time, a part for each worker and one for
 * each sum that the driver adds. The same model as job/bench/scaling_study.py.
 */
final class StepModel {

  /** Between machines; assumed, no network was measured. */
  static final double BYTES_A_MILLI = 10e9 / 8 / 1e3;

  private final int cores;
  private final double parameters;
  private final double[] work;
  private final double[] rest;
  private final double worst;

  private StepModel(int cores, double parameters, List<Point> points) {
    this.cores = cores;
    this.parameters = parameters;
    List<Point> alone = points.stream().filter(p -> p.workers <= cores && p.fanIn == 0).toList();
    this.work =
        LeastSquares.fit(
            alone.stream().map(p -> new double[] {1, p.cells}).toArray(double[][]::new),
            alone.stream().mapToDouble(Point::run).toArray());
    this.rest =
        LeastSquares.fit(
            points.stream().map(p -> design(p.workers, p.fanIn)).toArray(double[][]::new),
            points.stream().mapToDouble(p -> p.step - rounds(p.workers) * p.run).toArray());
    this.worst = points.stream().mapToDouble(this::error).max().orElse(0);
  }

  private record Point(int workers, int cells, int fanIn, double step, double run) {}

  /** Reads what {@code bench steps --json} printed. */
  static StepModel of(JsonNode json) {
    List<Point> points = new ArrayList<>();
    for (JsonNode step : json.get("steps")) {
      points.add(
          new Point(
              step.get("workers").asInt(),
              step.get("cells_of_worker").asInt(),
              step.get("fan_in").asInt(),
              step.get("step_ms").asDouble(),
              step.get("run_ms").asDouble()));
    }
    int cores = json.get("cores").asInt();
    if (points.stream().noneMatch(p -> p.workers <= cores && p.fanIn == 0)) {
      throw new IllegalArgumentException(
          "Cannot model steps (none was measured with a core for each worker): "
              + cores
              + " cores");
    }
    return new StepModel(cores, json.get("parameters").asDouble(), points);
  }

  private int rounds(int workers) {
    return (workers + cores - 1) / cores;
  }

  private static double[] design(int workers, int fanIn) {
    return new double[] {1, fanIn > 0 ? 1 : 0, workers, sums(workers, fanIn)};
  }

  /** That the driver adds. */
  private static int sums(int workers, int fanIn) {
    return fanIn == 0 ? workers : (workers + fanIn - 1) / fanIn;
  }

  private double error(Point point) {
    double modelled = here(point.workers, point.cells, point.fanIn);
    return Math.abs(modelled / point.step - 1);
  }

  /** Milliseconds of a step on the machine that was measured. */
  double here(int workers, int cells, int fanIn) {
    return rounds(workers) * work(cells) + rest(workers, fanIn);
  }

  /** Milliseconds of a part of the batch with so many cells, with a core to itself. */
  double work(double cells) {
    return work[0] + work[1] * cells;
  }

  /**
   * The same for another encoder.
   *
   * @param share of the multiplications that the measured one's step has behind the first layer
   */
  double work(double cells, double share) {
    return work[0] + work[1] * cells * share;
  }

  private double rest(int workers, int fanIn) {
    double[] of = design(workers, fanIn);
    double sum = 0;
    for (int i = 0; i < of.length; i++) {
      sum += rest[i] * of[i];
    }
    return sum;
  }

  /**
   * Milliseconds of a step beyond the work, with a network between workers and driver.
   *
   * @param values trainable numbers
   */
  double sync(int workers, int fanIn, double values) {
    double sent = Float.BYTES * values / BYTES_A_MILLI;
    double spread = sent * Math.log(Math.max(2, workers)) / Math.log(2);
    double gathered = fanIn == 0 ? sent * workers : sent * fanIn + 2 * sent * sums(workers, fanIn);
    return rest(workers, fanIn) * Math.max(1, values / parameters) + spread + gathered;
  }

  /** How far the model is from the measured step that it is furthest from, as a part of it. */
  double worst() {
    return worst;
  }
}
