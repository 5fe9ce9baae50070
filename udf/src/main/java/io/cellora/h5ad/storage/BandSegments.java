package io.cellora.h5ad.storage;

/**
 * A two-dimensional dataset whose chunks are narrower than its rows: some whole rows are put
 * together from all chunks that they cross.
 */
final class BandSegments extends Segments {

  private static final int BAND_BYTES = 1 << 25;

  private final ChunkGrid grid;
  private final long rows;
  private final int columns;
  private final int size;

  // lazy variable
  private byte[] band;

  BandSegments(ChunkGrid grid, long rows, int columns) {
    this.grid = grid;
    this.rows = rows;
    this.columns = columns;
    this.size = grid.fill().length;
  }

  @Override
  void load(long element) {
    int chunkRows = grid.chunk()[0];
    long row = element / columns;
    long chunkRow = row - row % chunkRows;
    int most = (int) Math.max(1, BAND_BYTES / ((long) columns * size));
    // a chunk too high for one band is read in several, each from a multiple of their height
    long from = row - (row - chunkRow) % Math.min(most, chunkRows);
    int n = (int) Math.min(Math.min(most, rows - from), chunkRow + chunkRows - from);
    int bytes = Math.multiplyExact(Math.multiplyExact(n, columns), size);
    if (band == null || band.length < bytes) {
      band = new byte[bytes];
    }
    for (int column = 0; column < columns; column += grid.chunk()[1]) {
      put(chunkRow, column, from, n);
    }
    hold(band, from * columns, (from + n) * columns);
  }

  /** Copies what the chunk at ({@code chunkRow}, {@code column}) has of rows from {@code from}. */
  private void put(long chunkRow, int column, long from, int n) {
    int width = Math.min(grid.chunk()[1], columns - column) * size;
    boolean there = grid.has(chunkRow, column);
    byte[] chunk = there ? grid.decode(chunkRow, column) : grid.fill();
    int inChunk = (int) (from - chunkRow) * grid.chunk()[1] * size;
    for (int i = 0; i < n; i++) {
      int to = (i * columns + column) * size;
      if (there) {
        System.arraycopy(chunk, inChunk + i * grid.chunk()[1] * size, band, to, width);
      } else {
        FillSegments.fill(band, to, to + width, chunk);
      }
    }
  }
}
