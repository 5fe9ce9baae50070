package io.cellora.job.demo;

import io.cellora.h5ad.H5adWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the generated atlas: a source (blood and lung) to pretrain on, and a target (kidney) with
 * shared and new cell types, of other donors in train, val and test.
 */
public final class DemoAtlas {

  private DemoAtlas() {}

  /**
   * Writes the shards and gene_order.tsv into the folder, which is made if it is missing.
   *
   * @throws UncheckedIOException if one of the files exists or cannot be written
   */
  public static DemoFiles write(Path folder, DemoSpec spec) {
    DemoGenes genes = DemoGenes.of(spec);
    Path geneOrder = writeGeneOrder(folder.resolve("gene_order.tsv"), genes, spec);
    return new DemoFiles(
        writeSplit(folder, spec, genes, DemoSplit.SOURCE),
        writeSplit(folder, spec, genes, DemoSplit.TRAIN),
        writeSplit(folder, spec, genes, DemoSplit.VAL),
        writeSplit(folder, spec, genes, DemoSplit.TEST),
        geneOrder);
  }

  private static List<Path> writeSplit(
      Path folder, DemoSpec spec, DemoGenes genes, DemoSplit split) {
    DemoSampler sampler = new DemoSampler(spec, genes, split);
    List<Path> files = new ArrayList<>();
    for (int shard = 0; shard < spec.shards(split).count(); shard++) {
      Path file = folder.resolve(split.fileName(shard));
      H5adWriter.write(file, DemoTable.of(spec, genes, split, shard, sampler.shard(shard)));
      files.add(file);
    }
    return List.copyOf(files);
  }

  private static Path writeGeneOrder(Path file, DemoGenes genes, DemoSpec spec) {
    String[] order = genes.symbols().clone();
    DemoRandom.of(spec.seed(), "gene order").shuffle(order);
    try {
      Files.createDirectories(file.getParent());
      // no line end after the last symbol, as in the released model folder
      Files.writeString(file, String.join("\n", order), StandardOpenOption.CREATE_NEW);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write gene order (" + e + "): " + file, e);
    }
    return file;
  }
}
