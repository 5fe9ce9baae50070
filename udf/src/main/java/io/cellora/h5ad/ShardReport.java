package io.cellora.h5ad;

import java.util.List;
import java.util.Optional;

/**
 * What is in one h5ad file, and what of it cannot be read.
 *
 * @param bytes size of the file
 * @param writer encoding of the file, such as {@code anndata 0.1.0}; {@code legacy} if it says none
 * @param counts the matrix that features are read from, such as {@code raw/X}, if one can be
 * @param error why nothing of the file can be read, if that is so: all else is empty then
 */
public record ShardReport(
    String path,
    long bytes,
    long cells,
    long genes,
    String writer,
    Optional<String> counts,
    List<MatrixReport> matrices,
    List<ColumnReport> columns,
    List<SharedGenes> shared,
    List<Refusal> refused,
    Optional<String> error) {

  /** Genes of the gene order that a column of symbols has; {@code index} is the index of var. */
  public record SharedGenes(String column, int genes) {}

  /** A part of the file that cannot be read or used, such as {@code obs/clusters}, and why. */
  public record Refusal(String object, String why) {}

  static ShardReport unreadable(String path, String error) {
    return new ShardReport(
        path,
        0,
        0,
        0,
        "",
        Optional.empty(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        Optional.of(error));
  }

  public boolean readable() {
    return error.isEmpty();
  }
}
