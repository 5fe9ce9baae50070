package io.cellora.job.cli;

import io.cellora.job.config.DemoRequest;
import io.cellora.job.config.Progress;
import io.cellora.job.config.Settings;
import io.cellora.job.stage.Demo;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code cellora demo}. */
@Command(
    name = "demo",
    customSynopsis = "cellora demo [--out DIR] [OPTIONS]",
    description = {
      "Runs the whole job on a generated atlas; needs no data and no weights.",
      "",
      "Generates h5ad shards of a source and a target tissue (seeded, with rare and new cell types),",
      "pretrains a small base model on the source, then does what run-all does on the target."
    },
    footer = {
      "",
      "Examples:",
      "  ./cellora demo",
      "  ./cellora demo --out /tmp/demo --overwrite --set demo.seed=1"
    })
final class DemoCommand extends SparkCommand {

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "./cellora-demo",
      description = "Folder for the atlas, the base model and results. Default: ${DEFAULT-VALUE}")
  private String out;

  @Override
  void check(LocalPaths paths, boolean overwrite) {
    paths.requireFreshOutput(out, overwrite);
  }

  @Override
  int run(SparkSession spark, Settings settings, Progress progress, boolean overwrite) {
    return Demo.run(spark, settings, new DemoRequest(out, overwrite), progress);
  }
}
