package io.cellora.job.stage;

import io.cellora.job.config.Columns;
import io.cellora.job.config.RunRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/** The cells table of a run: read from h5ad, or taken over from an unfinished run. */
final class PreparedCells {

  private final RunContext run;
  private final Model model;

  PreparedCells(RunContext run, Model model) {
    this.run = run;
    this.model = model;
  }

  /**
   * The classes of the cells in the table.
   *
   * @throws IllegalArgumentException if an unfinished run was made from something else
   */
  Classes classes(RunRequest request, InputFiles inputs) {
    ResumeFile now = ResumeFile.of(run.runId(), run.settings(), model, inputs);
    Ingest ingest = new Ingest(run, model);
    try {
      if (run.work().isUnfinished()) {
        ResumeFile.read(run.work()).check(now);
        run.progress().step("Continuing an unfinished run: its cells are there");
        removeOtherTables();
        return ingest.classes();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot resume (" + e.getMessage() + ")", e);
    }
    Classes classes = ingest.write(request);
    now.write(run.work());
    run.work().keep();
    return classes;
  }

  /** They may be incomplete, and are made anew in little time. */
  private void removeOtherTables() throws IOException {
    Path tables = run.work().path("tables");
    for (FileStatus table : run.work().files().listStatus(tables)) {
      if (!table.getPath().getName().equals(Columns.CELLS_TABLE)) {
        run.work().files().delete(table.getPath(), true);
      }
    }
  }
}
