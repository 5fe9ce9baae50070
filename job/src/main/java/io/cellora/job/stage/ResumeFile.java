package io.cellora.job.stage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cellora.job.config.Columns;
import io.cellora.job.config.ResumeKeys;
import io.cellora.job.config.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Row;

/**
 * {@code resume.json} of a hidden work folder: what an unfinished run was made from. It is written
 * when the cells table is complete, so that where it is the table is too.
 *
 * @param version of Cellora
 * @param model hash of the model's weights
 */
record ResumeFile(
    String runId,
    String version,
    Map<String, String> settings,
    String model,
    List<InputFiles.Input> inputs) {

  static final String NAME = "resume.json";

  private static final ObjectMapper MAPPER = new ObjectMapper();

  static ResumeFile of(String runId, Settings settings, Model model, InputFiles inputs) {
    return new ResumeFile(
        runId, RunRecord.version(), ResumeKeys.of(settings), model.sha256(), inputs.all());
  }

  /** What the row of the table runs says that a finished run was made from, all settings. */
  static ResumeFile recorded(Row run) {
    List<Row> inputs = run.getList(run.fieldIndex("inputs"));
    Map<String, String> versions = run.getJavaMap(run.fieldIndex("versions"));
    return new ResumeFile(
        run.getAs(Columns.RUN_ID),
        versions.get("cellora"),
        ResumeKeys.leaves(Settings.recorded(run.getAs("config"))),
        run.getAs("model_sha256"),
        inputs.stream()
            .map(
                f ->
                    new InputFiles.Input(
                        f.getString(0), f.getString(1), f.getLong(2), f.getString(3)))
            .toList());
  }

  /** The same of a run that would be made now. */
  static ResumeFile asRecorded(Settings settings, String model, InputFiles inputs) {
    return new ResumeFile(
        RunIds.fresh(),
        RunRecord.version(),
        ResumeKeys.leaves(Settings.recorded(settings.toJson())),
        model,
        inputs.all());
  }

  static ResumeFile read(WorkFolder work) {
    Path file = work.path(NAME);
    try (InputStream in = work.files().open(file)) {
      return MAPPER.readValue(in, ResumeFile.class);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot resume (" + e.getMessage() + "; start anew by --overwrite): " + file, e);
    }
  }

  /** Whether a folder holds one, and not a file of somebody else by this name. */
  static boolean isIn(FileSystem files, Path folder) throws IOException {
    Path file = new Path(folder, NAME);
    if (!files.exists(file)) {
      return false;
    }
    try (InputStream in = files.open(file)) {
      return MAPPER.readValue(in, ResumeFile.class).runId() != null;
    } catch (JsonProcessingException e) {
      return false;
    }
  }

  void write(WorkFolder work) {
    work.writeWhole(NAME, this);
  }

  /**
   * Says whether there is something to go on with, and checks that it may.
   *
   * @throws IllegalArgumentException if an unfinished run was made from something else
   */
  void checkUnfinished(RunContext run, boolean resume) {
    try {
      if (run.work().isUnfinished()) {
        read(run.work()).check(this);
        run.progress().step("Continuing an unfinished run");
      } else if (resume) {
        run.progress().step("There is no unfinished run to resume: starting anew");
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot resume (" + e.getMessage() + ")", e);
    }
  }

  /**
   * Checks that a run may go on where this one stopped, or be taken for it.
   *
   * @throws IllegalArgumentException naming what differs, before and now
   */
  void check(ResumeFile now) {
    if (!now.version.equals(version)) {
      throw new IllegalArgumentException(
          "Cannot resume (the run that is there is of Cellora %s; start anew by --overwrite): %s"
              .formatted(version, now.version));
    }
    ResumeKeys.check(settings, now.settings);
    if (!model.equals(now.model)) {
      throw new IllegalArgumentException(
          "Cannot resume (the model's weights had SHA-256 %s): %s".formatted(model, now.model));
    }
    for (int i = 0; i < Math.max(inputs.size(), now.inputs.size()); i++) {
      String before = i < inputs.size() ? describe(inputs.get(i)) : "no such file";
      String given = i < now.inputs.size() ? describe(now.inputs.get(i)) : "no such file";
      if (!before.equals(given)) {
        throw new IllegalArgumentException(
            "Cannot resume (an input file was %s): %s".formatted(before, given));
      }
    }
  }

  private static String describe(InputFiles.Input input) {
    return "%s %s, %,d bytes, SHA-256 %s"
        .formatted(input.split(), input.path(), input.size(), input.sha256());
  }
}
