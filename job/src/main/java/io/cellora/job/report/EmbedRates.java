package io.cellora.job.report;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cellora.encoder.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What embedding some cells took, by whom; as a table and as one JSON object.
 *
 * @param sizes of the cells, the model and the machine's part, by name
 * @param seconds of each timed run, by runner
 * @param agreement of Cellora's embeddings with the peer's, by name; empty without a peer
 * @param versions of what was measured, by name
 */
public record EmbedRates(
    Map<String, Object> sizes,
    Map<Runner, List<Double>> seconds,
    Map<String, Number> agreement,
    Map<String, String> versions) {

  /** The size that rates are counted in. */
  public static final String CELLS = "cells";

  private static final String NONE = "-";

  /** Who embedded, and how. */
  public enum Runner {
    /** scimilarity's get_embeddings. */
    PEER,
    /** One arm in float32. */
    CELLORA,
    CELLORA_BFLOAT16,
    /** Several arms in one pass, in float32. */
    CELLORA_ARMS,
    CELLORA_ARMS_BFLOAT16;

    /** Who embeds one arm in float32 or bfloat16. */
    public static Runner oneArm(Precision precision) {
      return precision == Precision.FLOAT32 ? CELLORA : CELLORA_BFLOAT16;
    }

    /** Who embeds several arms in float32 or bfloat16. */
    public static Runner allArms(Precision precision) {
      return precision == Precision.FLOAT32 ? CELLORA_ARMS : CELLORA_ARMS_BFLOAT16;
    }
  }

  /** Cells a second in the median run. */
  public OptionalDouble rate(Runner runner) {
    return seconds.containsKey(runner)
        ? OptionalDouble.of(((Number) sizes.get(CELLS)).doubleValue() / median(runner))
        : OptionalDouble.empty();
  }

  /** The time of one as a multiple of the time of another. */
  public OptionalDouble cost(Runner runner, Runner other) {
    return seconds.containsKey(runner) && seconds.containsKey(other)
        ? OptionalDouble.of(median(runner) / median(other))
        : OptionalDouble.empty();
  }

  private double median(Runner runner) {
    return Median.of(seconds.get(runner));
  }

  /** Lines for a terminal. */
  public String text() {
    TextTable table = new TextTable("", "cells/s:", "of the peer:", "of one arm:");
    for (Runner runner : Runner.values()) {
      if (seconds.containsKey(runner)) {
        table.row(
            runner.name().toLowerCase(Locale.ROOT),
            formatted("%,.0f", rate(runner)),
            formatted("%.2f x", cost(Runner.PEER, runner)),
            formatted("%.2f times", cost(runner, oneArm(runner))));
      }
    }
    List<String> lines = new ArrayList<>();
    sizes.forEach((name, size) -> lines.add(name + " " + size));
    agreement.forEach((name, value) -> lines.add(name + " " + value));
    versions.forEach((name, version) -> lines.add(name + " " + version));
    return table + "\n" + String.join(", ", lines) + "\n";
  }

  /** An object whose ratio is Cellora's rate in float32 over the peer's. */
  public String json() {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    for (Runner runner : Runner.values()) {
      put(root, runner.name().toLowerCase(Locale.ROOT) + "_cells_per_s", rate(runner));
    }
    put(root, "ratio", cost(Runner.PEER, Runner.CELLORA));
    put(root, "ratio_bfloat16", cost(Runner.PEER, Runner.CELLORA_BFLOAT16));
    put(root, "arms_cost", cost(Runner.CELLORA_ARMS, Runner.CELLORA));
    put(root, "arms_cost_bfloat16", cost(Runner.CELLORA_ARMS_BFLOAT16, Runner.CELLORA_BFLOAT16));
    agreement.forEach(root::putPOJO);
    sizes.forEach(root::putPOJO);
    ObjectNode runs = root.putObject("seconds");
    seconds.forEach(
        (runner, all) -> all.forEach(runs.putArray(runner.name().toLowerCase(Locale.ROOT))::add));
    ObjectNode names = root.putObject("versions");
    versions.forEach(names::put);
    return root.toPrettyString();
  }

  private static Runner oneArm(Runner runner) {
    return switch (runner) {
      case PEER, CELLORA, CELLORA_ARMS -> Runner.CELLORA;
      case CELLORA_BFLOAT16, CELLORA_ARMS_BFLOAT16 -> Runner.CELLORA_BFLOAT16;
    };
  }

  private static void put(ObjectNode node, String name, OptionalDouble number) {
    number.ifPresent(n -> node.put(name, Math.round(n * 1e3) / 1e3));
  }

  private static String formatted(String format, OptionalDouble number) {
    return number.isPresent() ? String.format(Locale.ROOT, format, number.getAsDouble()) : NONE;
  }
}
