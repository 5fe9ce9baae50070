package io.cellora.job.demo;

import io.cellora.h5ad.H5adWriterColumn;
import io.cellora.h5ad.H5adWriterColumn.Categorical;
import io.cellora.h5ad.H5adWriterColumn.Numbers;
import io.cellora.h5ad.H5adWriterColumn.Text;
import io.cellora.h5ad.H5adWriterFrame;
import io.cellora.h5ad.H5adWriterMatrix;
import io.cellora.h5ad.H5adWriterTable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Lays a shard's cells out as an h5ad table. Shards differ as files from different laboratories do:
 * in gene order, in the genes they measured, in where counts and symbols are found.
 */
final class DemoTable {

  private final DemoSpec spec;
  private final DemoGenes genes;
  private final DemoColumns columns;
  private final List<DemoCell> cells;

  private DemoTable(DemoSpec spec, DemoGenes genes, DemoColumns columns, List<DemoCell> cells) {
    this.spec = spec;
    this.genes = genes;
    this.columns = columns;
    this.cells = cells;
  }

  /** Files of odd number hold log-normalised X with counts in a layer, the others counts in X. */
  static H5adWriterTable of(
      DemoSpec spec, DemoGenes genes, DemoSplit split, int shard, List<DemoCell> cells) {
    DemoColumns columns = DemoColumns.of(spec, split, shard);
    DemoTable table = new DemoTable(spec, genes, columns, cells);
    H5adWriterMatrix counts = DemoCounts.matrix(spec, columns, cells);
    H5adWriterFrame obs = table.obs(counts);
    return fileNumber(spec, split, shard) % 2 == 0
        ? new H5adWriterTable(counts, Map.of(), obs, table.var("feature_name"))
        : new H5adWriterTable(
            DemoCounts.logNormalised(counts),
            Map.of("counts", counts),
            obs,
            table.var("gene_symbols"));
  }

  private static int fileNumber(DemoSpec spec, DemoSplit split, int shard) {
    int number = shard;
    for (DemoSplit earlier : DemoSplit.values()) {
      number += earlier.compareTo(split) < 0 ? spec.shards(earlier).count() : 0;
    }
    return number;
  }

  private H5adWriterFrame obs(H5adWriterMatrix counts) {
    Map<String, H5adWriterColumn> obs = new LinkedHashMap<>();
    obs.put("cell_type", Categorical.of(each(cell -> cell.type().name())));
    obs.put("donor_id", Categorical.of(each(cell -> cell.donor().id())));
    obs.put("tissue", Categorical.of(each(cell -> cell.donor().tissue())));
    obs.put("assay", Categorical.of(each(cell -> "10x 3' v3")));
    obs.put("n_counts", new Numbers(DemoCounts.rowSums(counts)));
    return new H5adWriterFrame(each(DemoCell::id), obs);
  }

  private String[] each(Function<DemoCell, String> value) {
    return cells.stream().map(value).toArray(String[]::new);
  }

  private H5adWriterFrame var(String symbolColumn) {
    int[] atlasGenes = columns.genes();
    String[] ids = new String[atlasGenes.length];
    String[] symbols = new String[atlasGenes.length];
    for (int column = 0; column < atlasGenes.length; column++) {
      int copy = columns.isSecond(column) ? spec.genes() : 0;
      ids[column] = "DEMOG%08d".formatted(atlasGenes[column] + copy);
      symbols[column] = genes.symbols()[atlasGenes[column]];
    }
    return new H5adWriterFrame(ids, Map.of(symbolColumn, new Text(symbols)));
  }
}
