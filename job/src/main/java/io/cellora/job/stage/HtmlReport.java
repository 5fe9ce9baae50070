package io.cellora.job.stage;

import io.cellora.job.config.SanityCheck;
import io.cellora.job.report.ReportWriter;
import io.cellora.job.report.page.PageRequest;
import io.cellora.job.report.page.ReportPage;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The result tables to reports/report.html; comes last, as it tells of all the others. */
final class HtmlReport {

  private final RunContext run;

  HtmlReport(RunContext run) {
    this.run = run;
  }

  /** Writes the page and the pictures that it has inside. */
  void write(String split, List<SanityCheck> checks) {
    run.begin("Writing the page");
    long seed = run.settings().train().seeds().get(0);
    PageRequest request =
        new PageRequest(run.runId(), split, run.settings().arms().trained(), (int) seed, checks);
    ReportWriter writer = new ReportWriter(run.work().files(), run.work().path(Report.FOLDER));
    ReportPage page = ReportPage.of(request, this::table);
    writer.writePage(page.html(), page.pictures());
  }

  private Optional<Dataset<Row>> table(String name) {
    return run.has(name) ? Optional.of(run.read(name)) : Optional.empty();
  }
}
