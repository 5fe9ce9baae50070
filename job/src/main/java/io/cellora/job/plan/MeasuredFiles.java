package io.cellora.job.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cellora.probe.NativeMemory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads measurements: those that come with Cellora, each kind replaced by a file of that kind that
 * is given. Files are what {@code bench read, embed, train} and {@code steps} print with {@code
 * --json}, and what job/bench/plan_study.py writes.
 */
final class MeasuredFiles {

  static final String READ = "read";
  static final String EMBED = "embed";
  static final String TRAIN = "train";
  static final String STEPS = "steps";
  static final String RUN = "run";

  private static final List<String> KINDS = List.of(READ, EMBED, TRAIN, STEPS, RUN);
  private static final String MACHINE = "processor";

  /** Key that only one kind has. */
  private static final Map<String, String> SIGNS =
      Map.of("inputs", READ, "arms_cost", EMBED, "ratio_ce", TRAIN, "ce", TRAIN, "steps", STEPS);

  private final Map<String, JsonNode> builtIn = new LinkedHashMap<>();
  private final Map<String, JsonNode> files = new LinkedHashMap<>();
  private final Map<String, String> sources = new LinkedHashMap<>();

  private MeasuredFiles() {
    for (String kind : KINDS) {
      JsonNode node = resource(kind + ".json");
      builtIn.put(kind, node);
      files.put(kind, node);
      sources.put(kind, "built in: " + machine(node));
    }
  }

  /** The built-in figures, with what the files have in their place. */
  static Measured read(List<Path> given) {
    MeasuredFiles all = new MeasuredFiles();
    given.forEach(all::replace);
    return all.measured();
  }

  private static JsonNode resource(String name) {
    try (InputStream in = MeasuredFiles.class.getResourceAsStream(name)) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read built-in measurements: " + name, e);
    }
  }

  private void replace(Path file) {
    try {
      JsonNode node = new ObjectMapper().readTree(Files.readAllBytes(file));
      String kind = kind(node, file);
      files.put(kind, node);
      sources.put(kind, file + ": " + machine(node));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot read measurements (" + e.getMessage() + "): " + file, e);
    }
  }

  /** With a note that someone has added to the file. */
  private static String machine(JsonNode node) {
    String note = node.path("note").asText();
    return node.path(MACHINE).asText("machine not named") + (note.isEmpty() ? "" : "; " + note);
  }

  private static String kind(JsonNode node, Path file) {
    if (node.path("kind").asText().equals(RUN)) {
      return RUN;
    }
    return SIGNS.keySet().stream()
        .sorted()
        .filter(node::has)
        .map(SIGNS::get)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Invalid measurements: "
                        + file
                        + ", expected what bench read, embed, train or steps prints with --json"));
  }

  private Measured measured() {
    JsonNode read = files.get(READ);
    JsonNode embed = files.get(EMBED);
    double embedFlop = embedFlop(embed);
    return new Measured(
        readNonzero(read),
        number(read, "bytes") / number(read, "cells") / number(read.path("shard"), "nonzeros"),
        embedFlop,
        (number(embed, "arms_cost") - 1) / Math.max(1, number(embed, "arms") - 1),
        number(files.get(TRAIN).path("ce_triplet_recon"), "cellora_step_ms")
            / number(files.get(TRAIN).path("ce"), "cellora_step_ms"),
        prepareFlop(files.get(STEPS)),
        StepModel.of(files.get(STEPS)),
        RunFigures.of(files.get(RUN), readNonzero(beside(READ)), embedFlop(beside(EMBED))),
        sources);
  }

  /** What a run's stages are split by: figures of the machine that ran it. */
  private JsonNode beside(String kind) {
    return files.get(RUN) == builtIn.get(RUN) ? builtIn.get(kind) : files.get(kind);
  }

  private static double readNonzero(JsonNode read) {
    double rate = number(read, "cellora_cells_per_s") / number(read, "cores");
    return 1 / rate / number(read.path("shard"), "nonzeros");
  }

  private static double embedFlop(JsonNode embed) {
    double rate = number(embed, "cellora_cells_per_s") / number(embed, "cores");
    List<Integer> widths = new ArrayList<>();
    embed.path("widths").forEach(width -> widths.add(width.asInt()));
    return 1 / rate / Measured.flops(widths, (int) number(embed, "nonzeros"));
  }

  private static double prepareFlop(JsonNode steps) {
    double rate = number(steps, "prepared_cells_per_s") / number(steps, "cores");
    // bench steps takes a model of the released one's shapes unless told otherwise
    return 1 / rate / Measured.flops(NativeMemory.SCIMILARITY, (int) number(steps, "nonzeros"));
  }

  static double number(JsonNode node, String key) {
    JsonNode value = node.path(key);
    if (!value.isNumber() || !(value.asDouble() > 0)) {
      throw new IllegalArgumentException(
          "Invalid measurements (%s): %s, expected a number above 0".formatted(key, value));
    }
    return value.asDouble();
  }
}
