package io.cellora.job.cli;

import io.cellora.job.config.AnnotateRequest;
import io.cellora.job.config.Progress;
import io.cellora.job.config.Settings;
import io.cellora.job.stage.Annotate;
import io.cellora.knn.KnnWeighting;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code cellora annotate}. */
@Command(
    name = "annotate",
    customSynopsis = {
      "cellora annotate --input PATH... --model DIR --reference TABLE --out DIR [OPTIONS]",
      "       cellora annotate --embeddings TABLE --reference TABLE --out DIR [OPTIONS]"
    },
    description = {
      "Gives cells the type that most of their nearest neighbours in a reference have, and writes",
      "the table annotations (Parquet), one row a cell. Statistics are SCimilarity's; neighbours are",
      "exact. Reference and cells must be embedded by the same model.",
    },
    footer = {
      "",
      "Examples:",
      "  ./cellora embed --input atlas.h5ad --model scimilarity/ --out reference/",
      "  ./cellora annotate --input cells.h5ad --model scimilarity/ --reference reference/ \\",
      "      --out annotated/ --max-distance 0.03",
      "  ./cellora annotate --embeddings embedded/ --reference reference/ --k 15 --out annotated/"
    })
final class AnnotateCommand extends SparkCommand {

  /** Cells that are embedded first. */
  static final class Files {
    @Option(
        names = "--input",
        paramLabel = "PATH",
        arity = "1..*",
        required = true,
        description = "h5ad files to embed and annotate.")
    private List<String> input;

    @Option(
        names = "--model",
        paramLabel = "DIR",
        required = true,
        description = "SCimilarity folder that the reference was embedded with.")
    private String model;

    @Option(
        names = "--adapter",
        paramLabel = "DIR",
        description = "PEFT adapter folder. Default: none, the base alone.")
    private Optional<String> adapter = Optional.empty();
  }

  /** One or the other. */
  static final class Cells {
    @ArgGroup(exclusive = false)
    private Files files;

    @Option(
        names = "--embeddings",
        paramLabel = "TABLE",
        required = true,
        description = "Cells that are embedded already: a table, or the folder that embed wrote.")
    private String table;
  }

  @ArgGroup(multiplicity = "1")
  private Cells cells;

  @Option(
      names = "--reference",
      paramLabel = "TABLE",
      required = true,
      description = {
        "Embeddings of cells with known types: a table, the folder that embed wrote, or a",
        "SCimilarity folder with annotation/labelled_kNN.bin and reference_labels.tsv."
      })
  private String reference;

  @Option(
      names = "--label",
      paramLabel = "COLUMN",
      defaultValue = "label",
      description = "The reference's column of types. Default: ${DEFAULT-VALUE}")
  private String label;

  @Option(
      names = "--arm",
      paramLabel = "NAME",
      description = "Which embeddings to take where a table holds those of several arms.")
  private Optional<String> arm = Optional.empty();

  @Option(
      names = "--k",
      paramLabel = "N",
      defaultValue = "50",
      description = "Neighbours of a cell. Default: ${DEFAULT-VALUE}")
  private int k;

  @Option(
      names = "--weighting",
      paramLabel = "HOW",
      defaultValue = "uniform",
      description = {
        "uniform: each neighbour one vote; distance: 1 / distance.",
        "Default: ${DEFAULT-VALUE}"
      })
  private KnnWeighting weighting;

  @Option(
      names = "--max-distance",
      paramLabel = "D",
      description = {
        "Cells whose nearest neighbour is further away (cosine, 0 to 2) are marked as abstained.",
        "Default: none is."
      })
  private Optional<Double> maxDistance = Optional.empty();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "Folder for the tables.")
  private String out;

  @Override
  void check(LocalPaths paths, boolean overwrite) {
    request(overwrite);
    if (cells.files == null) {
      paths.requireInput(cells.table);
    } else {
      paths.requireInputs(cells.files.input);
      paths.requireInput(cells.files.model);
      cells.files.adapter.ifPresent(paths::requireInput);
    }
    paths.requireInput(reference);
    paths.requireFreshOutput(out, overwrite);
  }

  @Override
  int run(SparkSession spark, Settings settings, Progress progress, boolean overwrite) {
    return Annotate.run(spark, settings, request(overwrite), progress);
  }

  private AnnotateRequest request(boolean overwrite) {
    return new AnnotateRequest(
        cells.files == null
            ? new AnnotateRequest.Cells.Table(cells.table)
            : new AnnotateRequest.Cells.Files(
                cells.files.input, cells.files.model, cells.files.adapter),
        new AnnotateRequest.Reference(reference, label, arm),
        new AnnotateRequest.Vote(k, weighting, maxDistance),
        out,
        overwrite);
  }
}
