package io.cellora.job.cli;

import io.cellora.job.config.Progress;
import io.cellora.job.config.RunRequest;
import io.cellora.job.config.Settings;
import io.cellora.job.stage.RunAll;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code cellora run-all}. */
@Command(
    name = "run-all",
    customSynopsis = {
      "cellora run-all --train PATH... --val PATH... [--calibration PATH...] [--test PATH...]",
      "                       --model DIR --out DIR [OPTIONS]",
      "       cellora run-all --input PATH... --model DIR --out DIR [OPTIONS]"
    },
    description = {
      "Embeds, fine-tunes and evaluates on your cells, and writes the report.",
      "",
      "The files hold raw counts (X, raw/X or a layer), gene symbols and a column of cell types.",
      "A frozen baseline and LoRA adapters are trained on --train and compared on --val and --test,",
      "or on parts of --input."
    },
    footer = {
      "",
      "Examples:",
      "  ./cellora run-all --train train.h5ad --val val.h5ad --model scimilarity/ --out results/",
      "  ./cellora run-all --train a.h5ad b.h5ad --val c.h5ad --test d.h5ad \\",
      "      --model scimilarity/ --out results/ --set input.label=celltype --set train.epochs=60",
      "  ./cellora run-all --input 'atlas/*.h5ad' --model scimilarity/ --out results/ \\",
      "      --set input.donor=patient"
    })
final class RunAllCommand extends SparkCommand {

  /** With files to test on. */
  static final class Cells extends CellOptions {
    @Option(
        names = "--test",
        paramLabel = "PATH",
        arity = "1..*",
        description = "h5ad files held out to the end. Default: none.")
    private List<String> test = List.of();

    @Override
    List<String> test() {
      return test;
    }
  }

  @Mixin private Cells cells = new Cells();

  @Mixin private TrainingOptions training = new TrainingOptions();

  @Option(
      names = "--ontology",
      paramLabel = "FILE",
      description = "Cell Ontology (cl.obo): how far mistakes are from the truth. Default: none.")
  private Optional<String> ontology = Optional.empty();

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
    paths.requireInputs(cells.files().all());
    paths.requireInput(training.model());
    paths.requireInputs(source);
    ontology.ifPresent(paths::requireInput);
    paths.requireFreshOutput(out, overwrite || training.resume());
  }

  @Override
  int run(SparkSession spark, Settings settings, Progress progress, boolean overwrite) {
    RunRequest request =
        new RunRequest(cells.files(), training.model(), out, overwrite, training.resume())
            .withSource(source);
    return RunAll.run(spark, withOntology(settings), request, progress);
  }

  private Settings withOntology(Settings settings) {
    return ontology.map(file -> settings.with(Map.of("evaluate.ontology", file))).orElse(settings);
  }
}
