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
    customSynopsis = "cellora evaluate --out DIR [--split SPLIT] [--model DIR] [OPTIONS]",
    description = {
      "Makes metrics, comparisons and reports of a finished run anew, from its predictions.",
      "",
      "No h5ad file is needed, and the model only for the tables embedding_metrics and forgetting,",
      "which stay as they are without it. Settings are those that the run has recorded; only such",
      "as change nothing else may be set to something new. Each table and each file of reports/ takes",
      "the place of the old one when all are there."
    },
    footer = {
      "",
      "Examples:",
      "  ./cellora evaluate --out results/",
      "  ./cellora evaluate --out results/ --split val",
      "  ./cellora evaluate --out results/ --model scimilarity/"
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

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = {
        "The run's SCimilarity folder: makes embedding_metrics and forgetting anew, too.",
        "Default: none."
      })
  private Optional<String> model = Optional.empty();

  @Override
  void check(LocalPaths paths, boolean overwrite) {
    paths.requireInput(out);
    model.ifPresent(paths::requireInput);
  }

  @Override
  int run(SparkSession spark, Settings settings, Progress progress, boolean overwrite) {
    EvaluateRequest request = new EvaluateRequest(out, split, model, common()::settingsOver);
    return EvaluateAgain.run(spark, request, progress);
  }
}
