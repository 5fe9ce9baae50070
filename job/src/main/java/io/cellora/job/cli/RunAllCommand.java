package io.cellora.job.cli;

import io.cellora.job.config.Progress;
import io.cellora.job.config.RunRequest;
import io.cellora.job.config.Settings;
import io.cellora.job.stage.RunAll;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code cellora run-all}. */
@Command(
    name = "run-all",
    customSynopsis = {
      "cellora run-all --train PATH... --val PATH... [--test PATH...]",
      "                       --model DIR --out DIR [OPTIONS]"
    },
    description = {
      "Embeds, fine-tunes and evaluates on your cells, and writes the report.",
      "",
      "The files hold raw counts (X, raw/X or a layer), gene symbols and a column of cell types.",
      "A frozen baseline and LoRA adapters are trained on --train and compared on --val and --test."
    },
    footer = {
      "",
      "Examples:",
      "  ./cellora run-all --train train.h5ad --val val.h5ad --model scimilarity/ --out results/",
      "  ./cellora run-all --train a.h5ad b.h5ad --val c.h5ad --test d.h5ad \\",
      "      --model scimilarity/ --out results/ --set input.label=celltype --set train.epochs=60"
    })
final class RunAllCommand extends SparkCommand {

  @Mixin private TrainingOptions training = new TrainingOptions();

  @Option(
      names = "--val",
      paramLabel = "PATH",
      arity = "1..*",
      required = true,
      description = "h5ad files to compare on.")
  private List<String> val;

  @Option(
      names = "--test",
      paramLabel = "PATH",
      arity = "1..*",
      description = "h5ad files held out to the end. Default: none.")
  private List<String> test = List.of();

  @Option(
      names = "--source",
      paramLabel = "PATH",
      arity = "1..*",
      description = {
        "h5ad files of labelled cells like those the model was made from: how much of them each",
        "adapter forgets. Read as source.input says. Default: none."
      })
  private List<String> source = List.of();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "Folder for tables, adapters and reports.")
  private String out;

  @Override
  void check(LocalPaths paths, boolean overwrite) {
    List<String> inputs = new ArrayList<>(training.train());
    inputs.addAll(val);
    inputs.addAll(test);
    inputs.addAll(source);
    inputs.add(training.model());
    paths.requireInputs(inputs);
    paths.requireFreshOutput(out, overwrite);
  }

  @Override
  int run(SparkSession spark, Settings settings, Progress progress, boolean overwrite) {
    RunRequest request =
        new RunRequest(
                training.train(), val, test, training.model(), out, overwrite, training.resume())
            .withSource(source);
    return RunAll.run(spark, settings, request, progress);
  }
}
