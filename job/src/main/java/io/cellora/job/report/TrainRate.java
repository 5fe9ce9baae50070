package io.cellora.job.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What training with some losses took, by whom.
 *
 * @param losses their name in reports
 * @param cells trained by Cellora, over all epochs
 * @param preparationSeconds of Cellora before its first step: reading the cells included
 * @param overheadSeconds of each step of Cellora: what it took beyond the work of the cores
 */
public record TrainRate(
    String losses,
    long cells,
    double preparationSeconds,
    List<Double> overheadSeconds,
    Steps cellora,
    Optional<Steps> peer) {

  /** The sum of the weighted terms. */
  public static final String TOTAL = "total";

  /**
   * Steps of one side.
   *
   * @param cells of each
   * @param seconds of each
   * @param losses of the first ones, by term
   * @param peakBytes largest resident memory; 0 if it is not known
   */
  public record Steps(
      List<Long> cells, List<Double> seconds, Map<String, List<Double>> losses, long peakBytes) {

    /** Cells a second in the median of the full steps. */
    double rate() {
      return full() / medianSeconds();
    }

    /** Of the full steps: the last one of an epoch may have fewer cells. */
    double medianSeconds() {
      List<Double> whole = new ArrayList<>();
      for (int step = 0; step < seconds.size(); step++) {
        if (cells.get(step) == full()) {
          whole.add(seconds.get(step));
        }
      }
      return Median.of(whole);
    }

    private long full() {
      return cells.stream().mapToLong(n -> n).max().orElseThrow();
    }
  }

  /** The same beside a peer. */
  public TrainRate beside(Optional<Steps> other) {
    return new TrainRate(losses, cells, preparationSeconds, overheadSeconds, cellora, other);
  }

  /** Cellora's cells a second, preparation included. */
  public double celloraRate() {
    double steps = cellora.seconds().stream().mapToDouble(s -> s).sum();
    return cells / (preparationSeconds + steps);
  }

  /** How many times as fast as the peer Cellora is, preparation included. */
  public OptionalDouble ratio() {
    return peer.isPresent()
        ? OptionalDouble.of(celloraRate() / peer.get().rate())
        : OptionalDouble.empty();
  }

  /** The same without the preparation: of the median step. */
  public OptionalDouble stepRatio() {
    return peer.isPresent()
        ? OptionalDouble.of(cellora.rate() / peer.get().rate())
        : OptionalDouble.empty();
  }

  /** The largest difference of both sides' losses, as a part of the peer's, by term. */
  public Map<String, Double> lossDifferences() {
    Map<String, Double> differences = new LinkedHashMap<>();
    peer.ifPresent(
        other ->
            other
                .losses()
                .forEach(
                    (term, values) -> {
                      List<Double> mine = cellora.losses().getOrDefault(term, List.of());
                      if (!mine.isEmpty() && !values.isEmpty()) {
                        differences.put(term, largest(mine, values));
                      }
                    }));
    return differences;
  }

  private static double largest(List<Double> mine, List<Double> theirs) {
    double largest = 0;
    for (int step = 0; step < Math.min(mine.size(), theirs.size()); step++) {
      double difference = Math.abs(mine.get(step) - theirs.get(step));
      // a term of 0 on both sides is no difference; a NaN must not look like one
      double relative = difference == 0 ? 0 : difference / Math.abs(theirs.get(step));
      largest = Double.isNaN(relative) ? Double.NaN : Math.max(largest, relative);
    }
    return largest;
  }
}
