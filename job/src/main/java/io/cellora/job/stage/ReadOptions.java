package io.cellora.job.stage;

import io.cellora.h5ad.H5adOptions;
import io.cellora.job.bench.BenchInput;
import io.cellora.job.config.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The same task in the words of the h5ad source and of peers_read.py.
 *
 * @param genes of the gene order
 */
record ReadOptions(Settings.Input input, Path geneOrder, int genes) {

  Map<String, String> ofSource() {
    Map<String, String> options = ofSource(input, geneOrder.toString());
    options.put(H5adOptions.MIN_GENE_OVERLAP, Integer.toString(overlap()));
    return options;
  }

  /** Cells aligned to a gene order and log-normalised, as the settings say where they are found. */
  static Map<String, String> ofSource(Settings.Input input, String geneOrder) {
    Map<String, String> options = new HashMap<>();
    options.put(H5adOptions.GENE_ORDER, geneOrder);
    options.put(H5adOptions.LAYER, input.layer());
    options.put(H5adOptions.NORMALIZE, H5adOptions.LOG1P10K);
    options.put(H5adOptions.NORMALIZED, Boolean.toString(input.normalized()));
    options.put(H5adOptions.GENE_SYMBOL_COLUMN, input.geneSymbolColumn());
    options.put(H5adOptions.MIN_GENE_OVERLAP, Integer.toString(input.minGeneOverlap()));
    return options;
  }

  List<String> ofPeer(BenchInput files, int threads) {
    List<String> options = new ArrayList<>(List.of("--gene-order", geneOrder.toString()));
    options.addAll(List.of("--threads", Integer.toString(threads)));
    options.addAll(List.of("--min-gene-overlap", Integer.toString(overlap())));
    if (!input.geneSymbolColumn().equals(H5adOptions.AUTO)) {
      options.addAll(List.of("--symbol-column", input.geneSymbolColumn()));
    }
    if (input.normalized()) {
      options.add("--normalized");
    }
    options.add("--file");
    files.files().forEach(file -> options.add(file.toString()));
    return options;
  }

  /** A gene order may be smaller than what a released model asks for. */
  private int overlap() {
    return Math.min(input.minGeneOverlap(), genes);
  }
}
