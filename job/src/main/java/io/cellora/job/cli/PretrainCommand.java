package io.cellora.job.cli;

import io.cellora.job.config.PretrainRequest;
import io.cellora.job.config.Progress;
import io.cellora.job.config.Settings;
import io.cellora.job.stage.Pretrain;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code cellora pretrain}. */
@Command(
    name = "pretrain",
    customSynopsis =
        "cellora pretrain --input PATH... --gene-order FILE [--label COLUMN] --out DIR [OPTIONS]",
    description = {
      "Trains a base encoder and decoder by SCimilarity's recipe (triplets, reconstruction).",
      "",
      "One machine by design: it makes a base for machines without released weights, not an atlas",
      "model. Writes a SCimilarity folder that Python loads too."
    },
    footer = {
      "",
      "Examples:",
      "  ./cellora pretrain --input atlas.h5ad --gene-order gene_order.tsv --label cell_type \\",
      "      --out model/",
      "  ./cellora pretrain --input a.h5ad b.h5ad --gene-order gene_order.tsv --out model/ \\",
      "      --set pretrain.hidden=256,256 --set pretrain.latent=64"
    })
final class PretrainCommand extends SparkCommand {

  @Option(
      names = "--input",
      paramLabel = "PATH",
      arity = "1..*",
      required = true,
      description = "h5ad files to learn from.")
  private List<String> input;

  @Option(
      names = "--gene-order",
      paramLabel = "FILE",
      required = true,
      description = "Gene symbols, one a line: the model's input.")
  private String geneOrder;

  @Option(
      names = "--label",
      paramLabel = "COLUMN",
      description = "Column of obs with the cell type. Default: the setting input.label.")
  private Optional<String> label = Optional.empty();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "Folder for the model.")
  private String out;

  @Override
  void check(LocalPaths paths, boolean overwrite) {
    paths.requireInputs(input);
    paths.requireInput(geneOrder);
    paths.requireFreshOutput(out, overwrite);
  }

  @Override
  int run(SparkSession spark, Settings settings, Progress progress, boolean overwrite) {
    String column = label.orElse(settings.input().label());
    PretrainRequest request = new PretrainRequest(input, geneOrder, column, out, overwrite);
    return Pretrain.run(spark, settings, request, progress);
  }
}
