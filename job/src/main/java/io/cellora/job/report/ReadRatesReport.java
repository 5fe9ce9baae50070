package io.cellora.job.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cellora.job.report.ReadRates.Reader;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * The rates of {@code bench read}, as a table and as one JSON object.
 *
 * @param cores of Cellora, and threads of the peer
 * @param shard sizes of the generated shard by name; empty if there is none
 * @param versions of what was measured, by name
 */
public record ReadRatesReport(
    List<ReadRates> inputs,
    int cores,
    Map<String, Object> shard,
    String processor,
    Map<String, String> versions) {

  private static final String NONE = "-";

  /** Lines for a terminal: cells a second, and the ratios between them. */
  public String text() {
    TextTable table =
        new TextTable(
            "cells a second",
            "cells:",
            "MB:",
            "peer:",
            "cellora:",
            "ratio:",
            "zlib:",
            "ratio:",
            "1 core:",
            "scaling:");
    List<ReadRates> lines = new ArrayList<>(inputs);
    if (inputs.size() > 1) {
      ReadRates all = ReadRates.total(inputs);
      lines.add(new ReadRates("all", all.cells(), all.bytes(), all.seconds()));
    }
    for (ReadRates rates : lines) {
      table.row(
          rates.input(),
          rates.cells(),
          String.format(Locale.ROOT, "%.1f", rates.bytes() / 1e6),
          rate(rates.rate(Reader.PEER)),
          rate(rates.rate(Reader.CELLORA)),
          ratio(rates.ratio(Reader.CELLORA, Reader.PEER)),
          rate(rates.rate(Reader.CELLORA_ZLIB)),
          ratio(rates.ratio(Reader.CELLORA_ZLIB, Reader.PEER)),
          rate(rates.rate(Reader.CELLORA_ONE_CORE)),
          ratio(rates.ratio(Reader.CELLORA, Reader.CELLORA_ONE_CORE)));
    }
    String of = cores == 1 ? "1 core" : cores + " cores";
    return table + "\n" + of + " of " + processor + "; " + joined(versions) + "\n";
  }

  /** Returns indented JSON; what was not measured is left out. */
  public String json() {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    putRates(root, ReadRates.total(inputs));
    root.put("cores", cores);
    root.put("processor", processor);
    ObjectNode names = root.putObject("versions");
    versions.forEach(names::put);
    if (!shard.isEmpty()) {
      ObjectNode sizes = root.putObject("shard");
      shard.forEach(sizes::putPOJO);
    }
    ArrayNode files = root.putArray("inputs");
    for (ReadRates rates : inputs) {
      ObjectNode file = files.addObject();
      file.put("input", rates.input());
      putRates(file, rates);
      ObjectNode runs = file.putObject("seconds");
      for (Reader reader : Reader.values()) {
        if (rates.seconds().containsKey(reader)) {
          ArrayNode seconds = runs.putArray(reader.name().toLowerCase(Locale.ROOT));
          rates.seconds().get(reader).forEach(s -> seconds.add(rounded(s, 4)));
        }
      }
    }
    return root.toPrettyString();
  }

  private static void putRates(ObjectNode node, ReadRates rates) {
    node.put("cells", rates.cells());
    node.put("bytes", rates.bytes());
    for (Reader reader : Reader.values()) {
      put(node, reader.name().toLowerCase(Locale.ROOT) + "_cells_per_s", rates.rate(reader), 1);
    }
    put(node, "ratio", rates.ratio(Reader.CELLORA, Reader.PEER), 3);
    put(node, "ratio_zlib", rates.ratio(Reader.CELLORA_ZLIB, Reader.PEER), 3);
    put(node, "scaling", rates.ratio(Reader.CELLORA, Reader.CELLORA_ONE_CORE), 3);
  }

  private static void put(ObjectNode node, String name, OptionalDouble number, int digits) {
    number.ifPresent(n -> node.put(name, rounded(n, digits)));
  }

  private static double rounded(double number, int digits) {
    double scale = Math.pow(10, digits);
    return Math.round(number * scale) / scale;
  }

  private static String rate(OptionalDouble rate) {
    return rate.isPresent() ? String.format(Locale.ROOT, "%,.0f", rate.getAsDouble()) : NONE;
  }

  private static String ratio(OptionalDouble ratio) {
    return ratio.isPresent() ? String.format(Locale.ROOT, "%.2f", ratio.getAsDouble()) : NONE;
  }

  private static String joined(Map<String, String> versions) {
    List<String> all = new ArrayList<>();
    versions.forEach((name, version) -> all.add(name + " " + version));
    return String.join(", ", all);
  }
}
