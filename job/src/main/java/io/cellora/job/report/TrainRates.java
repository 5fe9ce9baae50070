package io.cellora.job.report;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What {@code bench train} measured, as a table and as one JSON object.
 *
 * @param sizes of the cells, the model and the machine's part, by name
 * @param rates for each sum of losses, at least one
 * @param versions of what was measured, by name
 */
public record TrainRates(
    Map<String, Object> sizes, List<TrainRate> rates, Map<String, String> versions) {

  private static final String NONE = "-";

  /** Lines for a terminal. */
  public String text() {
    TextTable table =
        new TextTable(
            "",
            "cells/s:",
            "of the peer:",
            "ratio:",
            "ms a step:",
            "of the peer:",
            "overhead, ms:",
            "prepared, s:",
            "peak, MiB:",
            "of the peer:",
            "losses differ:");
    for (TrainRate rate : rates) {
      table.row(
          rate.losses(),
          formatted("%,.0f", OptionalDouble.of(rate.celloraRate())),
          formatted("%,.0f", peer(rate, TrainRate.Steps::rate)),
          formatted("%.2f", rate.ratio()),
          formatted("%.1f", OptionalDouble.of(rate.cellora().medianSeconds() * 1e3)),
          formatted("%.1f", peer(rate, p -> p.medianSeconds() * 1e3)),
          formatted("%.1f", OptionalDouble.of(Median.of(rate.overheadSeconds()) * 1e3)),
          formatted("%.1f", OptionalDouble.of(rate.preparationSeconds())),
          formatted("%,.0f", OptionalDouble.of(rate.cellora().peakBytes() / 1048576.0)),
          formatted("%,.0f", peer(rate, p -> p.peakBytes() / 1048576.0)),
          formatted("%.1e", total(rate)));
    }
    List<String> lines = new ArrayList<>();
    sizes.forEach((name, size) -> lines.add(name + " " + size));
    versions.forEach((name, version) -> lines.add(name + " " + version));
    return table + "\n" + String.join(", ", lines) + "\n";
  }

  /** An object whose rates and ratio are those of the first losses, with an object for each. */
  public String json() {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    putRates(root, rates.get(0));
    rates.forEach(rate -> put(root, "ratio_" + rate.losses(), rate.ratio(), 1e3));
    sizes.forEach(root::putPOJO);
    rates.forEach(rate -> putAll(root.putObject(rate.losses()), rate));
    ObjectNode names = root.putObject("versions");
    versions.forEach(names::put);
    return root.toPrettyString();
  }

  private static void putRates(ObjectNode node, TrainRate rate) {
    put(node, "cellora_cells_per_s", OptionalDouble.of(rate.celloraRate()), 10);
    put(node, "peer_cells_per_s", peer(rate, TrainRate.Steps::rate), 10);
    put(node, "ratio", rate.ratio(), 1e3);
  }

  private static void putAll(ObjectNode node, TrainRate rate) {
    putRates(node, rate);
    put(node, "ratio_of_steps", rate.stepRatio(), 1e3);
    put(node, "preparation_s", OptionalDouble.of(rate.preparationSeconds()), 1e3);
    put(node, "overhead_ms", OptionalDouble.of(Median.of(rate.overheadSeconds()) * 1e3), 1e3);
    putSide(node, "cellora", rate.cellora());
    rate.peer().ifPresent(peer -> putSide(node, "peer", peer));
    put(node, "largest_loss_difference", total(rate), 1e9);
    ObjectNode differences = node.putObject("loss_differences");
    rate.lossDifferences().forEach(differences::put);
  }

  private static void putSide(ObjectNode node, String side, TrainRate.Steps steps) {
    put(node, side + "_step_ms", OptionalDouble.of(steps.medianSeconds() * 1e3), 1e3);
    node.put(side + "_steps", steps.seconds().size());
    node.put(side + "_peak_bytes", steps.peakBytes());
    ObjectNode losses = node.putObject(side + "_losses");
    steps.losses().forEach((term, values) -> values.forEach(losses.putArray(term)::add));
  }

  private static OptionalDouble total(TrainRate rate) {
    Double total = rate.lossDifferences().get(TrainRate.TOTAL);
    return total == null ? OptionalDouble.empty() : OptionalDouble.of(total);
  }

  private interface OfSteps {
    double of(TrainRate.Steps steps);
  }

  private static OptionalDouble peer(TrainRate rate, OfSteps number) {
    return rate.peer().isPresent()
        ? OptionalDouble.of(number.of(rate.peer().get()))
        : OptionalDouble.empty();
  }

  private static void put(ObjectNode node, String name, OptionalDouble number, double scale) {
    number.ifPresent(n -> node.put(name, Math.round(n * scale) / scale));
  }

  private static String formatted(String format, OptionalDouble number) {
    return number.isPresent() ? String.format(Locale.ROOT, format, number.getAsDouble()) : NONE;
  }
}
