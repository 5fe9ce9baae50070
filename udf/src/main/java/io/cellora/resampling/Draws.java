package io.cellora.resampling;

/** Draws of cells, one after the other, always the same for the same seed. */
interface Draws {

  /** Fills in how many cells of each entry the next draw has. */
  void next(long[] drawn);
}
