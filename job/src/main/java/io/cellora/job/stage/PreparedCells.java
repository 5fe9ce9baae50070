package io.cellora.job.stage;

import io.cellora.job.config.Columns;
import io.cellora.job.config.RunRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Set;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/** The cells table of a run: read from h5ad, or taken over from an unfinished run. */
final class PreparedCells {

  private static final String TABLES = "tables";
  private static final Set<String> TABLES_KEPT =
      Set.of(Columns.CELLS_TABLE, Columns.SPLIT_MANIFEST_TABLE);
  private static final Set<String> KEPT = Set.of(TABLES, ArmTraining.CHECKPOINTS, ResumeFile.NAME);

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
        removeAllBut(run.work().root(), KEPT);
        removeAllBut(run.work().path(TABLES), TABLES_KEPT);
        return ingest.classes();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot resume (" + e.getMessage() + ")", e);
    }
    if (request.resume()) {
      run.progress().step("There is no unfinished run to resume: starting anew");
    }
    Classes classes = ingest.write(request, inputs);
    now.write(run.work());
    run.work().keep();
    return classes;
  }

  /** What else is there may be incomplete, and is made anew in little time. */
  private void removeAllBut(Path folder, Set<String> kept) throws IOException {
    for (FileStatus file : run.work().files().listStatus(folder)) {
      if (!kept.contains(file.getPath().getName())) {
        run.work().files().delete(file.getPath(), true);
      }
    }
  }
}
