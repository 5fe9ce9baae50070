package io.cellora.job.stage;

import io.cellora.encoder.HadoopFolder;
import io.cellora.job.config.Columns;
import io.cellora.job.config.Progress;
import io.cellora.job.config.RunRequest;
import io.cellora.job.config.Settings;
import io.cellora.job.report.SanityReport;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The run whose output is there as a whole. Schedulers give a command again when it failed or its
 * driver was lost; with {@code --resume} it then tells what came of it, and does nothing twice.
 */
final class FinishedRun {

  private final SparkSession spark;
  private final Path out;

  private FinishedRun(SparkSession spark, Path out) {
    this.spark = spark;
    this.out = out;
  }

  /**
   * That of a request that resumes and does not overwrite; none where something else is there.
   *
   * @param proof a file that every such output has, by its path below it
   */
  static Optional<FinishedRun> of(SparkSession spark, RunRequest request, String proof) {
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    if (!request.resume() || request.overwrite() || !WorkFolder.isFinished(request.out(), hadoop)) {
      return Optional.empty();
    }
    Path out = new Path(request.out());
    try {
      FileSystem files = HadoopFolder.fileSystem(out, hadoop);
      boolean there =
          files.exists(new Path(out, proof)) && files.exists(table(out, Columns.RUNS_TABLE));
      return there ? Optional.of(new FinishedRun(spark, out)) : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot look at output (" + e.getMessage() + "): " + out, e);
    }
  }

  Configuration hadoop() {
    return spark.sparkContext().hadoopConfiguration();
  }

  /**
   * Checks that it is this command's.
   *
   * @param model a SCimilarity folder
   * @throws IllegalArgumentException if it was made from something else, naming what differs
   */
  void requireMadeFrom(Settings settings, String model, InputFiles inputs) {
    JobGroup.of(spark, "resume").begin("Reading the finished run");
    Row run = read(Columns.RUNS_TABLE).first();
    String sha256 = Model.read(model, hadoop()).sha256();
    ResumeFile.recorded(run).check(ResumeFile.asRecorded(settings, sha256, inputs));
  }

  /** Shows the metrics and what the gate found; answers whether it passed. */
  boolean tell(Progress progress) {
    SanityReport gate = gate();
    progress.step("This run is done already: " + out);
    Report.tell(
        progress,
        read(Columns.METRICS_TABLE),
        read(Columns.COMPARISON_SUMMARY_TABLE),
        gate.checks());
    return gate.passed();
  }

  private SanityReport gate() {
    Path file = new Path(out, Report.SANITY);
    try (InputStream in = HadoopFolder.fileSystem(out, hadoop()).open(file)) {
      return SanityReport.read(in);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot read sanity report ("
              + e.getMessage()
              + "; cellora evaluate makes it anew): "
              + file,
          e);
    }
  }

  private Dataset<Row> read(String table) {
    return spark.read().parquet(table(out, table).toString());
  }

  private static Path table(Path out, String table) {
    return new Path(out, "tables/" + table);
  }
}
