package io.cellora.h5ad;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** The content of one h5ad file to write: X, its layers by name, the cells (obs), genes (var). */
public record H5adWriterTable(
    H5adWriterMatrix x,
    Map<String, H5adWriterMatrix> layers,
    H5adWriterFrame obs,
    H5adWriterFrame var) {

  /** Checks that X and every layer have a row for each cell and a column for each gene. */
  public H5adWriterTable {
    layers = Collections.unmodifiableMap(new TreeMap<>(layers));
    checkShape("X", x, obs, var);
    for (Map.Entry<String, H5adWriterMatrix> layer : layers.entrySet()) {
      checkShape("layers/" + layer.getKey(), layer.getValue(), obs, var);
    }
  }

  private static void checkShape(
      String name, H5adWriterMatrix matrix, H5adWriterFrame obs, H5adWriterFrame var) {
    if (matrix.rows() != obs.index().length || matrix.columns() != var.index().length) {
      throw new IllegalArgumentException(
          "Invalid shape of %s: %d x %d, expected %d cells x %d genes"
              .formatted(
                  name, matrix.rows(), matrix.columns(), obs.index().length, var.index().length));
    }
    // jhdf writes no empty arrays
    if (matrix.data().length == 0) {
      throw new IllegalArgumentException(
          "Invalid matrix %s: no values, expected at least one".formatted(name));
    }
  }
}
