package io.cellora.job.cli;

import io.cellora.job.config.AdapterAnnotateRequest;
import io.cellora.job.config.AnnotateRequest;
import io.cellora.job.config.AnnotationForm;
import io.cellora.job.config.Progress;
import io.cellora.job.config.Settings;
import io.cellora.job.stage.Annotate;
import io.cellora.job.stage.AnnotateByAdapter;
import io.cellora.knn.KnnWeighting;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code cellora annotate}. */
@Command(
    name = "annotate",
    customSynopsis = {
      "cellora annotate --input PATH... --adapter DIR --out DIR [OPTIONS]",
      "       cellora annotate --input PATH... --model DIR --reference TABLE --out DIR [OPTIONS]",
      "       cellora annotate --embeddings TABLE --reference TABLE --out DIR [OPTIONS]"
    },
    description = {
      "Gives cells a type and writes the table annotations (Parquet), one row a cell: the type that",
      "the head of a trained adapter predicts, or the one that most of their nearest neighbours in a",
      "reference have. Statistics of neighbours are SCimilarity's; neighbours are exact. Reference",
      "and cells must be embedded by the same model and adapter.",
    },
    footer = {
      "",
      "Examples:",
      "  ./cellora annotate --input cells.h5ad --adapter results/adapters/lora-ce/seed-0 \\",
      "      --out annotated/ --format h5ad --format obs --min-confidence 0.8",
      "  then in Python, in the shard's order and for any number of cells:",
      "    adata.obs = adata.obs.join(sc.read_h5ad('annotated/h5ad/cells.h5ad').obs)",
      "  ./cellora embed --input atlas.h5ad --model scimilarity/ --out reference/",
      "  ./cellora annotate --input cells.h5ad --model scimilarity/ --reference reference/ \\",
      "      --out annotated/ --max-distance 0.03",
      "  ./cellora annotate --embeddings embedded/ --reference reference/ --k 15 --out annotated/"
    })
final class AnnotateCommand extends SparkCommand {

  /** Who says what a cell is. */
  enum By {
    HEAD,
    NEIGHBOURS
  }

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
        description = {
          "SCimilarity folder that adapter and reference belong to.",
          "Default: the one that the adapter names."
        })
    private Optional<String> model = Optional.empty();

    @Option(
        names = "--adapter",
        paramLabel = "DIR",
        description = {
          "PEFT adapter folder, such as adapters/ARM/seed-0 of run-all or train.",
          "Default: none, the base alone."
        })
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

  @Spec private CommandSpec spec;

  @ArgGroup(multiplicity = "1")
  private Cells cells;

  @Option(
      names = "--reference",
      paramLabel = "TABLE",
      description = {
        "Embeddings of cells with known types: a table, the folder that embed wrote, or a",
        "SCimilarity folder with annotation/labelled_kNN.bin and reference_labels.tsv."
      })
  private Optional<String> reference = Optional.empty();

  @Option(
      names = "--by",
      paramLabel = "HOW",
      description = {
        "head: the adapter's head predicts; with --reference, distances are those to its nearest",
        "cell. neighbours: those of --reference vote.",
        "Default: neighbours with --reference, else head."
      })
  private Optional<By> by = Optional.empty();

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
        "Cells that are further (cosine, 0 to 2) from the nearest class of the training cells, or",
        "from their nearest neighbour in the reference, are marked as abstained. Default: none is."
      })
  private Optional<Double> maxDistance = Optional.empty();

  @Option(
      names = "--min-confidence",
      paramLabel = "P",
      description = {
        "Cells of less confidence (0 to 1; calibrated if the adapter is) are marked as abstained.",
        "Default: the adapter's own threshold, if one was fitted."
      })
  private Optional<Double> minConfidence = Optional.empty();

  @Option(
      names = "--format",
      paramLabel = "FORM",
      description = {
        "More than the table, any of: csv (one table), obs (a CSV for each shard), h5ad (an AnnData",
        "with obs and obsm for each shard). May be given several times; with an adapter's head."
      })
  private List<AnnotationForm> forms = List.of();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "Folder for the tables.")
  private String out;

  @Override
  void check(LocalPaths paths, boolean overwrite) {
    checkTogether();
    if (byHead()) {
      adapterRequest(overwrite);
    } else {
      request(overwrite);
    }
    if (cells.files == null) {
      paths.requireInput(cells.table);
    } else {
      paths.requireInputs(cells.files.input);
      cells.files.model.ifPresent(paths::requireInput);
      cells.files.adapter.ifPresent(paths::requireInput);
    }
    reference.ifPresent(paths::requireInput);
    paths.requireFreshOutput(out, overwrite);
  }

  @Override
  int run(SparkSession spark, Settings settings, Progress progress, boolean overwrite) {
    return byHead()
        ? AnnotateByAdapter.run(spark, settings, adapterRequest(overwrite), progress)
        : Annotate.run(spark, settings, request(overwrite), progress);
  }

  private boolean byHead() {
    return by.orElse(reference.isPresent() ? By.NEIGHBOURS : By.HEAD) == By.HEAD;
  }

  private void checkTogether() {
    boolean adapter = cells.files != null && cells.files.adapter.isPresent();
    if (byHead()) {
      require(adapter, "--adapter with --input, or --reference");
      return;
    }
    require(reference.isPresent(), "--reference with --by neighbours");
    require(
        cells.files == null || cells.files.model.isPresent(),
        "--model with --input and --reference");
    require(minConfidence.isEmpty(), "--min-confidence only with an adapter's head (--by head)");
    require(
        forms.stream().allMatch(form -> form == AnnotationForm.PARQUET),
        "--format only with an adapter's head (--by head)");
  }

  private void require(boolean holds, String expected) {
    if (!holds) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "Invalid options: expected " + expected);
    }
  }

  private AdapterAnnotateRequest adapterRequest(boolean overwrite) {
    return new AdapterAnnotateRequest(
        cells.files.input,
        cells.files.adapter.orElseThrow(),
        cells.files.model,
        reference.map(table -> new AnnotateRequest.Reference(table, label, arm)),
        new AdapterAnnotateRequest.Limits(minConfidence, maxDistance),
        new AdapterAnnotateRequest.Output(out, Set.copyOf(forms), overwrite));
  }

  private AnnotateRequest request(boolean overwrite) {
    return new AnnotateRequest(
        cells.files == null
            ? new AnnotateRequest.Cells.Table(cells.table)
            : new AnnotateRequest.Cells.Files(
                cells.files.input, cells.files.model.orElseThrow(), cells.files.adapter),
        new AnnotateRequest.Reference(reference.orElseThrow(), label, arm),
        new AnnotateRequest.Vote(k, weighting, maxDistance),
        out,
        overwrite);
  }
}
