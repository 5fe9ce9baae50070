package io.cellora.job.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What some steps of the peer's training took.
 *
 * @param cells of each
 * @param seconds of each
 * @param losses of each, by the name of the term and as {@code total}; a term that is off is empty
 * @param peakBytes the largest resident memory so far
 */
public record PeerTraining(
    List<Long> cells, List<Double> seconds, Map<String, List<Double>> losses, long peakBytes) {

  static PeerTraining of(JsonNode answer) {
    Map<String, List<Double>> losses = new LinkedHashMap<>();
    answer
        .path("losses")
        .fields()
        .forEachRemaining(term -> losses.put(term.getKey(), numbers(term.getValue())));
    return new PeerTraining(
        numbers(answer.path("cells")).stream().map(Double::longValue).toList(),
        numbers(answer.path("seconds")),
        losses,
        answer.path("peak_bytes").asLong());
  }

  /** These steps and those that followed. */
  public PeerTraining then(PeerTraining next) {
    Map<String, List<Double>> both = new LinkedHashMap<>();
    losses.forEach((term, values) -> both.put(term, joined(values, next.losses.get(term))));
    return new PeerTraining(
        joined(cells, next.cells),
        joined(seconds, next.seconds),
        both,
        Math.max(peakBytes, next.peakBytes));
  }

  private static List<Double> numbers(JsonNode array) {
    List<Double> numbers = new ArrayList<>();
    array.forEach(number -> numbers.add(number.asDouble()));
    return numbers;
  }

  private static <T> List<T> joined(List<T> first, List<T> second) {
    List<T> all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }
}
