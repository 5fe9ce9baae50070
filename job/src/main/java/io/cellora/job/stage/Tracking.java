package io.cellora.job.stage;

import static org.apache.spark.sql.functions.col;

import io.cellora.job.config.Columns;
import io.cellora.job.config.Progress;
import io.cellora.job.config.Redaction;
import io.cellora.job.config.ResumeKeys;
import io.cellora.job.config.SanityCheck;
import io.cellora.job.config.Settings;
import io.cellora.job.report.ReportWriter;
import io.cellora.job.track.MlflowLog;
import io.cellora.job.track.TrackedRun;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;

/**
 * Tells an MLflow tracking server of a run where one is named: by {@code mlflow.trackingUri}, or by
 * the environment's MLFLOW_TRACKING_URI. A server that is not there costs a warning, not the run.
 */
final class Tracking {

  private static final String TAG = "cellora.";
  private static final List<String> ARTIFACTS = List.of(ReportWriter.SANITY, "report.html");
  private static final List<String> EPOCH =
      List.of("loss", "val_macro_f1", "effective_rank", "cosine_to_base", "grad_norm");

  private final Settings.Mlflow settings;
  private final Map<String, String> environment;
  private final Optional<String> address;
  private final String out;
  private final Instant started;

  private Tracking(
      Settings.Mlflow settings, Map<String, String> environment, String out, Instant started) {
    this.settings = settings;
    this.environment = environment;
    this.address = settings.address(environment);
    this.out = out;
    this.started = started;
  }

  /**
   * Of a run into a folder.
   *
   * @param environment variables by name, which may hold the address and hold all secrets
   */
  static Tracking of(
      Settings settings, Map<String, String> environment, String out, Instant started) {
    return new Tracking(settings.mlflow(), environment, out, started);
  }

  Instant started() {
    return started;
  }

  boolean on() {
    return address.isPresent();
  }

  /** Logs a run whose results are complete; one that the gate has failed is FAILED there too. */
  void succeeded(RunContext run, InputFiles inputs, Model model, Results results) {
    run.begin("Logging to MLflow");
    List<SanityCheck> checks = results.checks();
    boolean sane = checks.stream().allMatch(SanityCheck::passed);
    Map<String, String> tags = tags(run.runId(), inputs, model);
    RunRecord.versions(run.spark()).forEach((name, value) -> tags.put(TAG + name, value));
    tags.put(TAG + "gate_passed", String.valueOf(sane));
    if (!sane) {
      tags.put(
          TAG + "gate_failed",
          checks.stream()
              .filter(check -> !check.passed())
              .map(SanityCheck::name)
              .collect(Collectors.joining(", ")));
    }
    List<TrackedRun.Metric> metrics = new ArrayList<>(summaries(run, results.split()));
    metrics.addAll(epochs(run));
    write(
        new TrackedRun(
            run.runId(),
            started,
            sane ? "FINISHED" : "FAILED",
            params(run.settings()),
            metrics,
            tags,
            artifacts(run)),
        run.progress());
  }

  /** Logs a run that ended before its results were complete. */
  void failed(RunContext run, Throwable failure) {
    if (on()) {
      Map<String, String> tags = new TreeMap<>();
      tags.put(TAG + "run_id", run.runId());
      tags.put(TAG + "output", out);
      tags.put(TAG + "error", withoutSecrets(run, String.valueOf(failure.getMessage())));
      write(
          new TrackedRun(
              run.runId(), started, "FAILED", params(run.settings()), List.of(), tags, Map.of()),
          run.progress());
    }
  }

  private String withoutSecrets(RunContext run, String text) {
    return Redaction.BY_NAME.hiding(environment).hiding(run.settings().spark().conf()).text(text);
  }

  private void write(TrackedRun run, Progress progress) {
    String where = address.orElseThrow();
    String shown = where.replaceFirst("//[^/@]*@", "//");
    try {
      boolean taken = new MlflowLog(where, environment, settings.experiment()).write(run);
      if (!taken && !run.artifacts().isEmpty()) {
        progress.step("  this server keeps no files; the tag cellora.output says where they are");
      }
    } catch (IOException | IllegalArgumentException e) {
      progress.step(
          "  warning: Cannot log to MLflow (%s; the run itself goes on; mlflow.trackingUri=none does without): %s"
              .formatted(reason(e), shown));
    }
  }

  private static String reason(Exception e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  /** Settings that are not those of the reference. */
  private static Map<String, String> params(Settings settings) {
    Map<String, String> reference = ResumeKeys.leaves(Settings.defaults());
    Map<String, String> params = new TreeMap<>(ResumeKeys.leaves(settings));
    params.entrySet().removeIf(leaf -> leaf.getValue().equals(reference.get(leaf.getKey())));
    return params;
  }

  private Map<String, String> tags(String runId, InputFiles inputs, Model model) {
    Map<String, String> tags = new TreeMap<>();
    tags.put(TAG + "run_id", runId);
    tags.put(TAG + "output", out);
    tags.put(TAG + "model", model.url());
    tags.put(TAG + "model_sha256", model.sha256());
    for (InputFiles.Input input : inputs.all()) {
      String name = input.path().substring(input.path().lastIndexOf('/') + 1);
      tags.merge(
          TAG + "inputs." + input.split(),
          name + " sha256 " + input.sha256(),
          (before, one) -> before + ", " + one);
    }
    return tags;
  }

  /** Means over seeds, with their intervals; a row for each arm, head and metric. */
  private static List<TrackedRun.Metric> summaries(RunContext run, String split) {
    List<TrackedRun.Metric> metrics = new ArrayList<>();
    for (Row row :
        run.read(Columns.METRIC_SUMMARY_TABLE)
            .filter(col(Columns.SPLIT).equalTo(split))
            .orderBy(Columns.ARM, Columns.HEAD, Columns.METRIC)
            .collectAsList()) {
      String key =
          "%s.%s.%s"
              .formatted(
                  row.getAs(Columns.ARM), row.getAs(Columns.HEAD), row.getAs(Columns.METRIC));
      add(metrics, key, row, "mean", 0);
      add(metrics, key + ".lower", row, Columns.LOWER, 0);
      add(metrics, key + ".upper", row, Columns.UPPER, 0);
    }
    return metrics;
  }

  /** The training log; a row for each arm, seed and epoch. */
  private static List<TrackedRun.Metric> epochs(RunContext run) {
    List<TrackedRun.Metric> metrics = new ArrayList<>();
    for (Row row :
        run.read(Columns.TRAINING_LOG_TABLE)
            .orderBy(Columns.ARM, Columns.SEED, "epoch")
            .collectAsList()) {
      String unit = "%s.seed-%d.".formatted(row.getAs(Columns.ARM), row.getAs(Columns.SEED));
      for (String column : EPOCH) {
        add(metrics, unit + column, row, column, row.<Integer>getAs("epoch"));
      }
    }
    return metrics;
  }

  private static void add(
      List<TrackedRun.Metric> metrics, String key, Row row, String column, long step) {
    Double value = row.getAs(column);
    if (value != null) {
      metrics.add(new TrackedRun.Metric(key, value, step));
    }
  }

  private static Map<String, byte[]> artifacts(RunContext run) {
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (String name : ARTIFACTS) {
      try (InputStream in = run.work().files().open(run.work().path(Report.FOLDER + "/" + name))) {
        files.put(name, in.readAllBytes());
      } catch (FileNotFoundException e) {
        continue; // not every run has each
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot read " + name + " (" + e.getMessage() + ")", e);
      }
    }
    return files;
  }
}
