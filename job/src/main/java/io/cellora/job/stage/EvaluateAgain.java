package io.cellora.job.stage;

import static org.apache.spark.sql.functions.col;

import io.cellora.job.config.Columns;
import io.cellora.job.config.EvaluateRequest;
import io.cellora.job.config.Progress;
import io.cellora.job.config.ResumeKeys;
import io.cellora.job.config.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * {@code cellora evaluate}: makes everything anew that follows from the tables of a finished run,
 * and then puts each table and report in the place of the old one.
 */
public final class EvaluateAgain {

  /** What cannot be made from other tables. */
  private static final List<String> SOURCES =
      List.of(
          Columns.RUNS_TABLE,
          Columns.CELLS_TABLE,
          Columns.SPLIT_MANIFEST_TABLE,
          Columns.CLASSES_TABLE,
          Columns.EMBEDDINGS_TABLE,
          Columns.PREDICTIONS_TABLE,
          Columns.SANITY_CHECKS_TABLE);

  private EvaluateAgain() {}

  /** Answers the exit code: 0, or 3 if the sanity gate failed. */
  public static int run(SparkSession spark, EvaluateRequest request, Progress progress) {
    try (WorkFolder work =
        WorkFolder.within(request.out(), spark.sparkContext().hadoopConfiguration())) {
      requireSources(work, request.out());
      StageProgress told = new StageProgress(progress);
      RunContext run = context(spark, request, work, told);
      Results results = new Results(run);
      String split = split(run, results, request);
      List<Boolean> sane = new ArrayList<>();
      List<Stage> stages = new ArrayList<>();
      request.model().ifPresent(url -> stages.add(measures(run, url)));
      stages.add(new Stage("evaluate", "Evaluating by SQL", Stage.ANEW, results::evaluate));
      stages.add(
          new Stage(
              "report",
              "Writing the report",
              Stage.ANEW,
              () -> {
                sane.add(results.report(split));
                results.page(split);
              }));
      new Stages(run, told, stages).run();
      results.print();
      work.replace();
      progress.step("Evaluated anew: " + request.out());
      return sane.get(0) ? 0 : RunAll.INSANE;
    }
  }

  private static Stage measures(RunContext run, String url) {
    return new Stage(
        "measures",
        "Measuring embeddings and forgetting",
        Stage.ANEW,
        () -> {
          try (Model model = Model.load(url, run.context(), run.settings().encoder())) {
            requireTheRuns(run, model);
            EmbeddingTables.write(run, model);
          }
        });
  }

  private static void requireTheRuns(RunContext run, Model model) {
    String recorded = run.read(Columns.RUNS_TABLE).first().getAs("model_sha256");
    if (!model.sha256().equals(recorded)) {
      throw new IllegalArgumentException(
          "Cannot evaluate with another model (the run's weights have the hash %s): %s has %s"
              .formatted(recorded, model.url(), model.sha256()));
    }
  }

  private static void requireSources(WorkFolder work, String out) {
    for (String table : SOURCES) {
      String path = "tables/" + table;
      try {
        if (!work.files().exists(work.source(path))) {
          throw new IllegalArgumentException(
              "Cannot evaluate (the table %s is missing, which only cellora run-all makes): %s/%s"
                  .formatted(table, out, path));
        }
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot read " + path + " (" + e.getMessage() + ")", e);
      }
    }
  }

  /** Those settings may differ from the run's that change nothing but what is made here. */
  private static RunContext context(
      SparkSession spark, EvaluateRequest request, WorkFolder work, Progress told) {
    JobGroup.of(spark, "evaluate").begin("Reading the finished run");
    Row recorded =
        spark.read().parquet(work.source("tables/" + Columns.RUNS_TABLE).toString()).first();
    String json = recorded.getAs("config");
    Settings before = Settings.recorded(json);
    Settings now = request.settings().apply(json);
    ResumeKeys.checkEvaluation(before, now);
    return new RunContext(spark, now, recorded.getAs(Columns.RUN_ID), work, told);
  }

  private static String split(RunContext run, Results results, EvaluateRequest request) {
    String split = request.split().orElseGet(results::split);
    List<String> known =
        run
            .read(Columns.PREDICTIONS_TABLE)
            .select(col(Columns.SPLIT))
            .distinct()
            .orderBy(Columns.SPLIT)
            .collectAsList()
            .stream()
            .map(row -> row.getString(0))
            .toList();
    if (!known.contains(split)) {
      throw new IllegalArgumentException(
          "Invalid --split: %s, expected one with predictions: %s"
              .formatted(split, String.join(", ", known)));
    }
    return split;
  }
}
