package io.cellora.job.stage;

import io.cellora.genes.GeneOrder;
import io.cellora.job.bench.BenchFolder;
import io.cellora.job.bench.BenchShard;
import io.cellora.job.config.BenchShardRequest;
import io.cellora.job.config.OutputForm;
import io.cellora.job.config.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;

/**
 * The model and the cells that a benchmark runs on, made in its folder, and how both are told of.
 */
final class BenchMaterial {

  private final Path work;
  private final Progress progress;

  BenchMaterial(Path work, Progress progress) {
    this.work = work;
    this.progress = progress;
  }

  /**
   * The model folder that is given, or one with made-up weights.
   *
   * @param writer makes a folder for genes
   */
  Path model(Optional<Path> given, int genes, BiConsumer<Path, List<String>> writer) {
    return given.orElseGet(
        () -> {
          progress.step("Making up a model of the released one's shapes");
          Path folder = work.resolve("model");
          writer.accept(folder, BenchShard.madeUpGenes(genes));
          return folder;
        });
  }

  static GeneOrder genes(Path model) {
    return geneOrder(model.resolve("gene_order.tsv"));
  }

  /** A file on this machine's disk, whatever file system is Hadoop's default. */
  static GeneOrder geneOrder(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return GeneOrder.read(in, file.toString());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read gene order (" + e.getMessage() + "): " + file, e);
    }
  }

  /** A file of generated cells, aligned and normalised. */
  Path features(BenchShardRequest cells, GeneOrder genes) {
    progress.step(
        "Generating %,d cells of %,d nonzeros".formatted(cells.cells(), cells.nonzeros()));
    Path features = BenchFolder.fresh(work, "features.h5ad");
    BenchShard.writeFeatures(features, cells.withGenes(genes.size()), genes);
    return features;
  }

  /** From the input to the embedding. */
  static List<Integer> widths(Model model) {
    return IntStream.of(model.weights().widths()).boxed().toList();
  }

  static Map<String, String> versions(SparkSession session) {
    Map<String, String> versions = new LinkedHashMap<>();
    versions.put("cellora", RunRecord.version());
    versions.put("spark", session.version());
    versions.put("java", System.getProperty("java.version"));
    return versions;
  }

  /** Prints what was measured. */
  void print(OutputForm form, Supplier<String> json, Supplier<String> text) {
    if (form == OutputForm.JSON) {
      progress.output(json.get());
    } else {
      progress.table(text.get());
    }
  }
}
