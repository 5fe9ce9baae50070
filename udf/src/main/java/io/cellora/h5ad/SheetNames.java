package io.cellora.h5ad;

/** Names of files beside a shard. */
final class SheetNames {

  private static final String H5AD = ".h5ad";

  private SheetNames() {}

  /** The shard's file name without its ending. */
  static String base(String shard) {
    return shard.endsWith(H5AD) ? shard.substring(0, shard.length() - H5AD.length()) : shard;
  }

  /** The h5ad file for a piece of a shard, from 0. */
  static String h5ad(String shard, long piece) {
    return base(shard) + (piece == 0 ? "" : "." + piece) + H5AD;
  }
}
