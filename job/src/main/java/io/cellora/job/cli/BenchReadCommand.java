package io.cellora.job.cli;

import io.cellora.job.config.BenchReadRequest;
import io.cellora.job.config.BenchShardRequest;
import io.cellora.job.config.Progress;
import io.cellora.job.config.Settings;
import io.cellora.job.stage.BenchRead;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntFunction;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code cellora bench read}. */
@Command(
    name = "read",
    customSynopsis = {
      "cellora bench read [--cells N ...] [--peer] [OPTIONS]",
      "       cellora bench read --file FILE... --gene-order FILE [--peer] [OPTIONS]"
    },
    description = {
      "Measures cells a second from h5ad files to aligned, log-normalised features.",
      "",
      "Reads a generated shard, or your files (small ones several times). Each run takes turns: the",
      "peer, Cellora, Cellora without ISA-L; the first turn warms up, the median of the others",
      "counts. With --cores over 1 it also reads on one core and prints how reading scales."
    },
    footer = {
      "",
      "Examples:",
      "  ./cellora bench read --peer --venv ~/.cellora-peers",
      "  ./cellora bench read --cores 2 --json",
      "  ./cellora bench read --file cells.h5ad --gene-order scimilarity/gene_order.tsv --peer"
    })
final class BenchReadCommand extends AnyCommand {

  /** Sizes of the generated shard. */
  static final class Shard {
    private static final String AUTO = "auto";

    @Option(
        names = "--cells",
        paramLabel = "N",
        defaultValue = "20000",
        description = "Cells. Default: ${DEFAULT-VALUE}")
    private int cells;

    @Option(
        names = "--genes",
        paramLabel = "N",
        defaultValue = "28231",
        description = "Genes, where there is no --gene-order. Default: ${DEFAULT-VALUE}")
    private int genes;

    @Option(
        names = "--nonzeros",
        paramLabel = "N",
        defaultValue = "2000",
        description = "Genes with a count in a cell, on average. Default: ${DEFAULT-VALUE}")
    private int nonzeros;

    @Option(
        names = "--compression",
        paramLabel = "FILTER",
        defaultValue = "gzip",
        description = "gzip, lzf or none. Default: ${DEFAULT-VALUE}")
    private BenchShardRequest.Compression compression;

    @Option(
        names = "--level",
        paramLabel = "N",
        defaultValue = "4",
        description = "Level of gzip, 1 to 9. Default: ${DEFAULT-VALUE}")
    private int level;

    @Option(
        names = "--chunk",
        paramLabel = "N",
        defaultValue = AUTO,
        description = "Values a chunk; auto: what h5py chooses. Default: ${DEFAULT-VALUE}")
    private String chunk;

    BenchShardRequest request() {
      return new BenchShardRequest(cells, genes, nonzeros, compression, level, chunk());
    }

    private OptionalInt chunk() {
      if (chunk.equals(AUTO)) {
        return OptionalInt.empty();
      }
      if (!chunk.matches("[1-9][0-9]{0,8}")) {
        throw new IllegalArgumentException(
            "Invalid --chunk: " + chunk + ", expected auto or a number");
      }
      return OptionalInt.of(Integer.parseInt(chunk));
    }
  }

  @ArgGroup(validate = false, heading = "%nThe generated shard:%n")
  private Shard shard = new Shard();

  @Option(
      names = "--file",
      paramLabel = "FILE",
      arity = "1..*",
      description = "h5ad files to read instead, counts in X; needs --gene-order.")
  private List<Path> files = List.of();

  @Option(
      names = "--gene-order",
      paramLabel = "FILE",
      description = "Gene symbols, one a line. Default: made-up genes.")
  private Optional<Path> geneOrder = Optional.empty();

  @Option(
      names = "--cores",
      paramLabel = "N",
      defaultValue = "1",
      description = "Cores of Cellora, threads of the peer. Default: ${DEFAULT-VALUE}")
  private int cores;

  @Option(
      names = "--runs",
      paramLabel = "N",
      defaultValue = "3",
      description = "Timed runs. Default: ${DEFAULT-VALUE}")
  private int runs;

  @Mixin private BenchOptions options = new BenchOptions();

  @Override
  int run(CommonOptions common, Settings settings, Progress progress) {
    IntFunction<Sessions> sessions = common.localSessions(settings, name());
    LocalPaths paths = LocalPaths.ofThisMachine();
    files.forEach(file -> paths.requireInput(file.toString()));
    geneOrder.ifPresent(file -> paths.requireInput(file.toString()));
    BenchReadRequest request =
        new BenchReadRequest(
            shard.request(),
            files,
            geneOrder,
            cores,
            runs,
            options.peer(),
            options.work(),
            options.form());
    return HeldSessions.use(sessions, held -> BenchRead.run(held, settings, request, progress));
  }
}
