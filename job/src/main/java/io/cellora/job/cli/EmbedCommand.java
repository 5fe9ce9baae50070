package io.cellora.job.cli;

import io.cellora.job.config.EmbedRequest;
import io.cellora.job.config.Progress;
import io.cellora.job.config.Settings;
import io.cellora.job.stage.EmbedCells;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code cellora embed}. */
@Command(
    name = "embed",
    customSynopsis =
        "cellora embed --input PATH... --model DIR [--adapter DIR] --out DIR [OPTIONS]",
    description = {
      "Embeds cells and writes the table embeddings (Parquet), one row a cell.",
      "",
      "With --adapter the cells are embedded by the adapted model, else by the base."
    },
    footer = {
      "",
      "Examples:",
      "  ./cellora embed --input cells.h5ad --model scimilarity/ --out embedded/",
      "  ./cellora embed --input cells.h5ad --model scimilarity/ --adapter results/adapter \\",
      "      --out embedded/"
    })
final class EmbedCommand extends SparkCommand {

  @Option(
      names = "--input",
      paramLabel = "PATH",
      arity = "1..*",
      required = true,
      description = "h5ad files to embed.")
  private List<String> input;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      required = true,
      description = "SCimilarity folder, released or made by pretrain.")
  private String model;

  @Option(
      names = "--adapter",
      paramLabel = "DIR",
      description = "PEFT adapter folder. Default: none, the base alone.")
  private Optional<String> adapter = Optional.empty();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "Folder for the tables.")
  private String out;

  @Override
  void check(LocalPaths paths, boolean overwrite) {
    paths.requireInputs(input);
    paths.requireInput(model);
    adapter.ifPresent(paths::requireInput);
    paths.requireFreshOutput(out, overwrite);
  }

  @Override
  int run(SparkSession spark, Settings settings, Progress progress, boolean overwrite) {
    EmbedRequest request = new EmbedRequest(input, model, out, adapter, overwrite);
    return EmbedCells.run(spark, settings, request, progress);
  }
}
