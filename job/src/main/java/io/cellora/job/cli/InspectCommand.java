package io.cellora.job.cli;

import io.cellora.job.config.InspectRequest;
import io.cellora.job.config.OutputForm;
import io.cellora.job.config.Progress;
import io.cellora.job.config.Settings;
import io.cellora.job.stage.Inspect;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cellora inspect}; starts no Spark. */
@Command(
    name = "inspect",
    customSynopsis = "cellora inspect PATH... [--gene-order FILE | --model DIR] [--json] [OPTIONS]",
    description = {
      "Says what is in h5ad files: shape, how matrices are stored, where counts are, the columns of",
      "obs with their most frequent values, genes shared with a gene order, and what is refused.",
      "",
      "Exit code 1 if one of the files cannot be read at all; the others are shown."
    },
    footer = {
      "",
      "Examples:",
      "  ./cellora inspect cells.h5ad",
      "  ./cellora inspect atlas/ s3a://bucket/more/*.h5ad --model scimilarity/ --json"
    })
final class InspectCommand extends AnyCommand {

  private static final String GENE_ORDER = "gene_order.tsv";

  @Parameters(paramLabel = "PATH", arity = "1..*", description = "h5ad files, folders, globs.")
  private List<String> files;

  /** Where the genes come from that shards are compared with. */
  static final class Genes {
    @Option(
        names = "--gene-order",
        paramLabel = "FILE",
        description = "Gene symbols, one a line, to compare genes with. Default: none.")
    private Optional<String> geneOrder = Optional.empty();

    @Option(
        names = "--model",
        paramLabel = "DIR",
        description = "The same: the gene order of a SCimilarity folder.")
    private Optional<String> model = Optional.empty();

    Optional<String> file() {
      return geneOrder.or(
          () -> model.map(folder -> folder.replaceAll("/+$", "") + "/" + GENE_ORDER));
    }
  }

  @ArgGroup private Genes genes = new Genes();

  @Option(names = "--json", description = "Print one JSON object. Default: tables.")
  private boolean json;

  @Override
  int run(CommonOptions common, Settings settings, Progress progress) {
    OutputForm form = json ? OutputForm.JSON : OutputForm.TABLE;
    Settings withConf = common.sessions(settings, name()).recorded(settings);
    return Inspect.run(withConf, new InspectRequest(files, genes.file(), form), progress);
  }
}
