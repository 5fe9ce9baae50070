package io.cellora.job.cli;

import io.cellora.job.config.BenchShardRequest;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.Option;

/** The model and the kind of cells that a benchmark runs on. */
final class BenchModelOptions {

  @Option(
      names = "--nonzeros",
      paramLabel = "N",
      defaultValue = "2000",
      description = "Genes with a count in a cell, on average. Default: ${DEFAULT-VALUE}")
  private int nonzeros;

  @Option(
      names = "--genes",
      paramLabel = "N",
      defaultValue = "28231",
      description = "Genes of the made-up model. Default: ${DEFAULT-VALUE}")
  private int genes;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "SCimilarity folder on this machine. Default: made-up weights.")
  private Optional<Path> model = Optional.empty();

  /** Refuses a model that is not there. */
  void check() {
    model.ifPresent(folder -> LocalPaths.ofThisMachine().requireInput(folder.toString()));
  }

  Optional<Path> model() {
    return model;
  }

  BenchShardRequest shard(int cells) {
    return new BenchShardRequest(
        cells, genes, nonzeros, BenchShardRequest.Compression.NONE, 1, OptionalInt.empty());
  }
}
