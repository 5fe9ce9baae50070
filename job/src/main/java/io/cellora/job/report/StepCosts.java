package io.cellora.job.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What {@code bench steps} measured, as a table and as one JSON object.
 *
 * @param sizes of cells, model and cluster, by name
 * @param driver what the driver alone does, and what a cell needs, by name with its unit
 * @param costs at least one
 * @param versions of what was measured, by name
 */
public record StepCosts(
    Map<String, Object> sizes,
    Map<String, Double> driver,
    List<StepCost> costs,
    Map<String, String> versions) {

  /** Lines for a terminal. */
  public String text() {
    List<String> parts = List.copyOf(costs.get(0).medians().keySet());
    List<String> header = new ArrayList<>(List.of("workers", "cells each:", "fan-in:"));
    parts.forEach(part -> header.add(part.replace('_', ' ') + ":"));
    TextTable table = new TextTable(header.toArray(new String[0]));
    for (StepCost cost : costs) {
      List<Object> row = new ArrayList<>(List.of(cost.workers(), cost.cells(), cost.fanIn()));
      parts.forEach(part -> row.add(formatted(cost.medians().get(part))));
      table.row(row.toArray());
    }
    List<String> lines = new ArrayList<>();
    driver.forEach((name, value) -> lines.add(name + " " + formatted(value)));
    sizes.forEach((name, size) -> lines.add(name + " " + size));
    versions.forEach((name, version) -> lines.add(name + " " + version));
    return table + "\n" + String.join(", ", lines) + "\n";
  }

  /** Indented JSON. */
  public String json() {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    sizes.forEach(root::putPOJO);
    driver.forEach((name, value) -> root.put(name, rounded(value)));
    ArrayNode array = root.putArray("steps");
    for (StepCost cost : costs) {
      ObjectNode node = array.addObject();
      node.put("workers", cost.workers());
      node.put("cells_of_worker", cost.cells());
      node.put("fan_in", cost.fanIn());
      cost.medians().forEach((part, value) -> node.put(part, rounded(value)));
    }
    ObjectNode names = root.putObject("versions");
    versions.forEach(names::put);
    return root.toPrettyString();
  }

  private static double rounded(double value) {
    return Math.round(value * 1e3) / 1e3;
  }

  private static String formatted(double value) {
    return String.format(Locale.ROOT, value < 1e4 ? "%,.1f" : "%,.0f", value);
  }
}
