package io.cellora.h5ad;

import io.jhdf.api.DatasetCreationOptions;

/** How the arrays of a matrix are stored: into which chunks they are cut, and how these shrink. */
public record H5adWriterLayout(Chunks chunks, Compression compression) {

  /** Shuffled and deflated chunks of a quarter of a megabyte: small files. */
  public static final H5adWriterLayout SMALL =
      new H5adWriterLayout(Chunks.of(1 << 16), Compression.shuffledGzip(4));

  /** One piece, as it is. */
  public static final H5adWriterLayout CONTIGUOUS =
      new H5adWriterLayout((elements, bytes) -> 0, Compression.none());

  /** Elements a chunk of an array. */
  @FunctionalInterface
  public interface Chunks {

    /**
     * Elements a chunk of an array of {@code elements}, which are {@code bytes} wide; 0 if it is
     * not cut.
     */
    int length(int elements, int bytes);

    static Chunks of(int length) {
      return (elements, bytes) -> Math.min(elements, length);
    }

    /** What h5py chooses, and so what anndata writes: 8 KiB to 1 MiB, more for longer arrays. */
    static Chunks automatic() {
      return AutomaticChunks::length;
    }
  }

  /** The filters of a chunk. */
  public static final class Compression {

    private final Filters filters;

    private Compression(Filters filters) {
      this.filters = filters;
    }

    public static Compression none() {
      return new Compression((options, bytes) -> options);
    }

    /** Deflate without shuffle, as anndata writes it. */
    public static Compression gzip(int level) {
      return new Compression((options, bytes) -> options.deflate(level));
    }

    public static Compression shuffledGzip(int level) {
      return new Compression((options, bytes) -> options.shuffle().deflate(level));
    }

    public static Compression lzf() {
      return new Compression(
          (options, bytes) -> options.filter(new LzfEncoder(), LzfEncoder.settings(bytes)));
    }
  }

  /** Adds filters to chunks of so many bytes. */
  @FunctionalInterface
  private interface Filters {
    DatasetCreationOptions.Builder add(DatasetCreationOptions.Builder options, int bytes);
  }

  DatasetCreationOptions of(int elements, int bytes) {
    int chunk = chunks.length(elements, bytes);
    DatasetCreationOptions.Builder options = DatasetCreationOptions.builder();
    return chunk == 0
        ? options.build()
        : compression.filters.add(options.chunkDimensions(chunk), chunk * bytes).build();
  }
}
