package io.cellora.job.stage;

import io.cellora.job.config.OutputForm;
import io.cellora.job.config.PlanRequest;
import io.cellora.job.config.Progress;
import io.cellora.job.config.Settings;
import io.cellora.job.plan.ClusterPlan;
import io.cellora.job.plan.Memory;
import io.cellora.job.plan.Range;
import io.cellora.job.report.PlanReport;
import io.cellora.probe.Bytes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** {@code cellora plan}: what some cells ask of a cluster; starts no Spark. */
public final class PlanCluster {

  private static final double HOUR = 3600;

  private final PlanRequest request;
  private final ClusterPlan plan;
  private final PlanReport report = new PlanReport();

  private PlanCluster(PlanRequest request, Settings settings) {
    this.request = request;
    this.plan = ClusterPlan.of(request, settings);
  }

  /** Answers the exit code. */
  public static int run(Settings settings, PlanRequest request, Progress progress) {
    PlanReport report = new PlanCluster(request, settings).report();
    if (request.form() == OutputForm.JSON) {
      progress.output(report.json());
    } else {
      progress.table(report.text());
    }
    return 0;
  }

  private PlanReport report() {
    sizes();
    training();
    memory();
    hours();
    limits();
    submit();
    figures();
    return report;
  }

  private void sizes() {
    PlanReport.Group group = report.group("sizes", "Sizes");
    bytes(group, "h5ad bytes", plan.fileBytes(), "read once");
    count(group, "partition cells", plan.partitionRows(), "of an h5ad file");
    count(group, "ingest tasks", plan.ingestTasks(), request.atlas().files() + " files");
    count(group, "pass tasks", plan.tableTasks(), "of a pass over the cells table");
    plan.tables().forEach((name, size) -> bytes(group, name + " bytes", size, "table"));
  }

  private void training() {
    PlanReport.Group group = report.group("training", "Training");
    count(group, "adapters", plan.units(), "arms times seeds");
    count(group, "workers", plan.workers(), "logical; they decide the arithmetic");
    count(group, "batch", plan.batchSize(), "cells of a step");
    count(group, "steps", plan.stepsPerEpoch(), "of an epoch");
    bytes(group, "broadcast bytes", plan.broadcastBytes(), "each step, and back from each worker");
    bytes(group, "cell bytes", plan.blockBytesOfCell(), "of a prepared cell");
    bytes(group, "blocks bytes", plan.blockBytes(), "all prepared cells, memory and disk");
    count(group, "block cells", plan.largestBlock(), "the largest worker's");
  }

  private void memory() {
    Memory memory = plan.memory();
    PlanReport.Group group = report.group("memory", "Memory");
    memory(group, "executor heap", memory.heap(), "spark.executor.memory");
    memory(group, "executor overhead", memory.overhead(), "memoryOverhead, as doctor reckons it");
    memory(group, "executor heap wanted", memory.wanted(), "to keep all its blocks in memory");
    memory(group, "executor blocks", memory.stored(), percent(memory.kept()) + " fit in memory");
    memory(group, "driver heap", memory.driver(), "spark.driver.memory");
    memory(group, "driver answers", plan.answerBytes(), "of a step, spark.driver.maxResultSize");
  }

  private void hours() {
    PlanReport.Group group = report.group("hours", "Hours");
    Range all = Range.NONE;
    for (Map.Entry<String, Range> stage : plan.stages().entrySet()) {
      hours(group, stage.getKey(), stage.getValue());
      all = all.plus(stage.getValue());
    }
    hours(group, "total", all);
  }

  private static void hours(PlanReport.Group group, String name, Range seconds) {
    Map<String, Double> value = new LinkedHashMap<>();
    value.put("low", rounded(seconds.low() / HOUR));
    value.put("likely", rounded(seconds.likely() / HOUR));
    value.put("high", rounded(seconds.high() / HOUR));
    String range = "%s to %s".formatted(duration(seconds.low()), duration(seconds.high()));
    group.line(name, value, duration(seconds.likely()), range);
  }

  private void limits() {
    PlanReport.Group group = report.group("limits", "What limits");
    PlanLimits.of(plan, request.cluster()).forEach((about, why) -> group.line(about, why, why, ""));
  }

  private void submit() {
    PlanReport.Group group = report.group("submit", "Submit");
    for (Map.Entry<String, List<String>> form : SubmitLine.of(request, plan).entrySet()) {
      group.line(form.getKey(), SubmitLine.line(form.getValue()), "", "");
    }
  }

  private void figures() {
    PlanReport.Group group = report.group("measured", "Measured");
    plan.sources().forEach((kind, source) -> group.line(kind, source, source, ""));
  }

  private static void count(PlanReport.Group group, String name, long number, String note) {
    group.line(name, number, String.format(Locale.ROOT, "%,d", number), note);
  }

  private static void bytes(PlanReport.Group group, String name, double number, String note) {
    group.line(name, Math.round(number), size(number), note);
  }

  private static void memory(PlanReport.Group group, String name, long bytes, String note) {
    group.line(name, bytes, Bytes.text(bytes), note);
  }

  /** Decimal units, as disks and stores have them. */
  static String size(double bytes) {
    String[] units = {"B", "kB", "MB", "GB", "TB", "PB"};
    int unit = 0;
    double number = bytes;
    while (number >= 1000 && unit < units.length - 1) {
      number /= 1000;
      unit++;
    }
    return String.format(
        Locale.ROOT, number < 10 && unit > 0 ? "%.1f %s" : "%.0f %s", number, units[unit]);
  }

  static String duration(double seconds) {
    if (seconds < 60) {
      return String.format(Locale.ROOT, "%.0f s", seconds);
    }
    return seconds < HOUR
        ? String.format(Locale.ROOT, "%.0f min", seconds / 60)
        : String.format(Locale.ROOT, seconds < 10 * HOUR ? "%.1f h" : "%,.0f h", seconds / HOUR);
  }

  private static String percent(double part) {
    return String.format(Locale.ROOT, "%.0f %%", 100 * part);
  }

  private static double rounded(double hours) {
    return Math.round(hours * 1e4) / 1e4;
  }
}
