package io.cellora.job.cli;

import io.cellora.job.config.EvaluateRequest;
import io.cellora.job.config.Progress;
import io.cellora.job.config.Settings;
import io.cellora.job.stage.EvaluateAgain;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code cellora evaluate}. */
@Command(
    name = "evaluate",
    customSynopsis = "cellora evaluate --out DIR [--split SPLIT] [OPTIONS]",
    description = {
      "Makes metrics, comparisons and reports of a finished run anew, from its predictions.",
      "",
      "No model and no h5ad file is needed. Settings are those that the run has recorded; only such",
      "as change nothing else may be set to something new. Each table and each file of reports/ takes",
      "the place of the old one when all are there."
    },
    footer = {
      "",
      "Examples:",
      "  ./cellora evaluate --out results/",
      "  ./cellora evaluate --out results/ --split val"
    })
final class EvaluateCommand extends SparkCommand {

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "Folder that run-all has written.")
  private String out;

  @Option(
      names = "--split",
      paramLabel = "SPLIT",
      description = "Split of the pictures. Default: test where there is one, else val.")
  private Optional<String> split = Optional.empty();

  @Override
  void check(LocalPaths paths, boolean overwrite) {
    paths.requireInput(out);
  }

  @Override
  int run(SparkSession spark, Settings settings, Progress progress, boolean overwrite) {
    EvaluateRequest request = new EvaluateRequest(out, split, common()::settingsOver);
    return EvaluateAgain.run(spark, request, progress);
  }
}
