package io.cellora.job.stage;

import io.cellora.job.config.Columns;
import io.cellora.job.config.Progress;
import io.cellora.job.config.SanityCheck;
import io.cellora.job.eval.EvaluationTables;
import io.cellora.job.report.MetricsTable;
import io.cellora.job.report.ReportTables;
import io.cellora.job.report.ReportWriter;
import io.cellora.job.report.SanityReport;
import io.cellora.job.report.Selection;
import io.cellora.job.report.Verdict;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The result tables to pictures, CSV and JSON below reports/, of the first seed. */
final class Report {

  static final String FOLDER = "reports";

  /** What the gate found, by its path in an output. */
  static final String SANITY = FOLDER + "/" + ReportWriter.SANITY;

  private final RunContext run;
  private final EvaluationTables tables;

  Report(RunContext run, EvaluationTables tables) {
    this.run = run;
    this.tables = tables;
  }

  /** Writes everything, the pictures for one split; answers whether the sanity gate passed. */
  boolean write(String split, List<SanityCheck> checks) {
    run.begin("Writing the report");
    ReportWriter writer = new ReportWriter(run.work().files(), run.work().path(FOLDER));
    ReportTables sources =
        new ReportTables(
            tables.metrics(), tables.perClass(), tables.confusion(), tables.topConfused());
    writer.writeArm("baseline", selection(Arms.BASELINE, Arms.LOGISTIC_HEAD, split), sources);
    List<String> trained = run.settings().arms().trained();
    for (String arm : trained) {
      // The first has the names of the report that this one started from.
      String name = arm.equals(trained.get(0)) ? "lora" : arm;
      writer.writeArm(name, selection(arm, Arms.MLP_HEAD, split), sources);
    }
    writer.writeMetrics(tables.metrics());
    SanityReport sanity = new SanityReport(run.runId(), run.settings().arms().run(), checks);
    writer.writeSanity(sanity);
    return sanity.passed();
  }

  /** Shows the metrics, and what the sanity gate has to say. */
  void print(List<SanityCheck> checks) {
    tell(run.progress(), tables.metrics(), run.read(Columns.COMPARISON_SUMMARY_TABLE), checks);
  }

  /** The same of the tables metrics and comparison_summary, whoever has written them. */
  static void tell(
      Progress progress, Dataset<Row> metrics, Dataset<Row> comparisons, List<SanityCheck> checks) {
    progress.table(MetricsTable.of(metrics).text());
    Verdict.of(comparisons).forEach(verdict -> progress.step(verdict.text()));
    for (SanityCheck check : checks) {
      if (!check.passed() || check.detail().startsWith("SAID")) {
        progress.step(
            "%s %s: %s"
                .formatted(check.passed() ? "note" : "FAILED", check.name(), check.detail()));
      }
    }
    long passed = checks.stream().filter(SanityCheck::passed).count();
    progress.step("Sanity gate: %d of %d checks passed".formatted(passed, checks.size()));
  }

  private Selection selection(String arm, String head, String split) {
    long seed = run.settings().train().seeds().get(0);
    return new Selection(run.runId(), arm, head, (int) seed, split);
  }
}
