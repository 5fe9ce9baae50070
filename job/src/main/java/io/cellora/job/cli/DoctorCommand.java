package io.cellora.job.cli;

import io.cellora.job.config.OutputForm;
import io.cellora.job.config.Progress;
import io.cellora.job.config.Settings;
import io.cellora.job.stage.Doctor;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code cellora doctor}. */
@Command(
    name = "doctor",
    customSynopsis = "cellora doctor [--json] [OPTIONS]",
    description = {
      "Says what the driver and each executor see: processor, memory, glibc, torch, GPUs, the folder",
      "that libtorch is unpacked to; and what to change. Takes the options of the real command:",
      "master, settings and Spark properties.",
      "",
      "Exit code 1 if something must be changed to run."
    },
    footer = {
      "",
      "Examples:",
      "  ./cellora doctor",
      "  ./cellora doctor --master spark://host:7077 --settings conf/gpu.conf --json",
      "  deploy/spark-submit.sh --master yarn --executor-memory 8g -- doctor"
    })
final class DoctorCommand extends SparkCommand {

  @Option(names = "--json", description = "Print one JSON object. Default: tables.")
  private boolean json;

  @Override
  void check(LocalPaths paths, boolean overwrite) {
    // Reads and writes no files.
  }

  @Override
  int run(SparkSession spark, Settings settings, Progress progress, boolean overwrite) {
    return Doctor.run(spark, settings, json ? OutputForm.JSON : OutputForm.TABLE, progress);
  }
}
