package io.cellora.h5ad.storage;

/** Chunks that follow each other in the dataset's order: one-dimensional, or as wide as a row. */
final class ChunkSegments extends Segments {

  private final ChunkGrid grid;
  private final long elements;
  private final long rowElements;
  private final int rows;
  private final int dimensions;

  /**
   * @param rowElements elements of a row of the dataset, 1 if it has one dimension
   */
  ChunkSegments(ChunkGrid grid, long elements, long rowElements) {
    this.grid = grid;
    this.elements = elements;
    this.rowElements = rowElements;
    this.rows = grid.chunk()[0];
    this.dimensions = grid.chunk().length;
  }

  @Override
  void load(long element) {
    long row = element / rowElements;
    long[] offset = new long[dimensions];
    offset[0] = row - row % rows;
    long from = offset[0] * rowElements;
    long to = Math.min(elements, from + rows * rowElements);
    if (grid.has(offset)) {
      hold(grid.decode(offset), from, to);
      return;
    }
    byte[] run = FillSegments.run(grid.fill(), to - element);
    hold(run, element, element + run.length / grid.fill().length);
  }
}
