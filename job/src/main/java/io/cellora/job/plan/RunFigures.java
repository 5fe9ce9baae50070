package io.cellora.job.plan;

import com.fasterxml.jackson.databind.JsonNode;
import io.cellora.probe.NativeMemory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Reads what job/bench/plan_study.py measured: whole runs of several sizes, on one machine. */
final class RunFigures {

  static final String INGEST = "ingest";
  static final String PASS = "embed_base";
  static final String BASELINES = "baselines";
  static final String GENES = "logistic_genes";
  static final String TRAIN = "train";
  static final String PREDICT = "predict";
  static final String EVALUATE = "evaluate";

  private final JsonNode file;
  private final List<JsonNode> runs = new ArrayList<>();
  private final int cores;

  private RunFigures(JsonNode file) {
    this.file = file;
    file.path("runs").forEach(runs::add);
    this.cores = (int) MeasuredFiles.number(file, "cores");
    if (runs.size() < 2) {
      throw new IllegalArgumentException(
          "Invalid measurements (runs): %d, expected runs of two sizes at least"
              .formatted(runs.size()));
    }
  }

  /**
   * Takes reading and encoding out of the stages that also write.
   *
   * @param readNonzero core seconds
   * @param embedFlop core seconds
   */
  static Measured.Runs of(JsonNode file, double readNonzero, double embedFlop) {
    return new RunFigures(file).figures(readNonzero, embedFlop);
  }

  private Measured.Runs figures(double readNonzero, double embedFlop) {
    int nonzeros = (int) MeasuredFiles.number(file, "nonzeros");
    int classes = (int) MeasuredFiles.number(file, "classes");
    StageLine ingest = line(INGEST, RunFigures::cells);
    StageLine pass = line(PASS, RunFigures::cells);
    Map<String, StageLine> lines = new HashMap<>();
    lines.put(BASELINES, line(BASELINES, RunFigures::train));
    lines.put(TRAIN, line(TRAIN, RunFigures::train));
    lines.put(GENES, line(GENES, RunFigures::train));
    for (String stage : List.of(PREDICT, EVALUATE)) {
      lines.put(stage, line(stage, RunFigures::predictions));
    }
    double encoder = embedFlop * Measured.flops(NativeMemory.SCIMILARITY, nonzeros);
    return new Measured.Runs(
        (int) MeasuredFiles.number(file, "genes"),
        classes,
        Math.max(0, ingest.coreSecondsPerUnit() / nonzeros - readNonzero),
        Math.max(0, pass.coreSecondsPerUnit() - encoder),
        lines,
        Map.of(INGEST, ingest.fixed(), PASS, pass.fixed()),
        bytes(nonzeros, classes));
  }

  private StageLine line(String stage, ToDoubleFunction<JsonNode> units) {
    List<JsonNode> with = runs.stream().filter(run -> run.path("stages").has(stage)).toList();
    double[] seconds =
        with.stream().mapToDouble(run -> MeasuredFiles.number(run.path("stages"), stage)).toArray();
    if (seconds.length == 0) {
      throw new IllegalArgumentException(
          "Invalid measurements (stages): none has %s, expected it in some run".formatted(stage));
    }
    return StageLine.fit(with.stream().mapToDouble(units).toArray(), seconds, cores);
  }

  /** Of the largest run; an arm and the frozen encoder have an embedding of each cell. */
  private Map<String, Double> bytes(int nonzeros, int classes) {
    JsonNode largest =
        runs.stream()
            .filter(run -> run.has("bytes"))
            .max(Comparator.comparingDouble(RunFigures::cells))
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "Invalid measurements (bytes): none, expected those of some run"));
    JsonNode bytes = largest.path("bytes");
    Map<String, Double> each = new HashMap<>();
    each.put("cells", MeasuredFiles.number(bytes, "cells") / cells(largest) / nonzeros);
    each.put("embeddings", MeasuredFiles.number(bytes, "embeddings") / cells(largest) / 2);
    each.put(
        "predictions", MeasuredFiles.number(bytes, "predictions") / predictions(largest) / classes);
    return each;
  }

  private static double cells(JsonNode run) {
    return MeasuredFiles.number(run, "cells");
  }

  private static double train(JsonNode run) {
    return MeasuredFiles.number(run.path("splits"), "train");
  }

  private static double predictions(JsonNode run) {
    return MeasuredFiles.number(run, "heads") * (cells(run) - train(run));
  }
}
