package io.cellora.h5ad;

import io.jhdf.AbstractNode;
import io.jhdf.api.Dataset;
import io.jhdf.api.dataset.ChunkedDataset;
import io.jhdf.api.dataset.ContiguousDataset;
import io.jhdf.exceptions.HdfException;
import io.jhdf.object.message.DataLayoutMessage;
import io.jhdf.object.message.DataLayoutMessage.ChunkedDataLayoutMessageV4;
import io.jhdf.object.message.DataLayoutMessage.CompactDataLayoutMessage;
import java.util.Arrays;

/**
 * Whether what a dataset declares can be what it stores: a shape is a few bytes, and whoever
 * believes it takes memory for all of it.
 */
final class StoredSize {

  /** Memory that nobody misses: small datasets need not be looked at. */
  private static final long FREE_BYTES = 16L << 20;

  /** The best that a filter makes of nothing but zeros. */
  private static final long MOST_COMPRESSED = 1L << 16;

  /** The best that deflate makes of them: a whole chunk is decoded at once. */
  private static final long MOST_DEFLATED = 1032;

  /** A chunk is a record in an index and worth having only if it holds more than one. */
  private static final long LEAST_CHUNK = 16;

  private StoredSize() {}

  /**
   * Checks a dataset; throws an HdfException that says what is wrong.
   *
   * @param fileSize in bytes
   */
  static void check(Dataset dataset, long fileSize) {
    long bytes = declared(dataset);
    if (dataset instanceof ContiguousDataset) {
      // storage that was never written is not there
      long stored = dataset.isEmpty() ? FREE_BYTES : fileSize;
      require(bytes <= stored, bytes, stored);
    } else if (dataset instanceof ChunkedDataset chunked) {
      checkChunks(chunked, bytes, fileSize);
    } else {
      int stored = layout(dataset, CompactDataLayoutMessage.class).getDataBuffer().capacity();
      require(dataset.isEmpty() || bytes <= stored, bytes, stored);
    }
  }

  private static long declared(Dataset dataset) {
    long bytes = dataset.getDataType().getSize();
    for (long length : dataset.getDimensionsAsLong()) {
      if (length < 0 || length > 0 && bytes > Long.MAX_VALUE / length) {
        throw new HdfException(
            "impossible shape " + Arrays.toString(dataset.getDimensionsAsLong()));
      }
      bytes *= length;
    }
    return bytes;
  }

  private static void checkChunks(ChunkedDataset dataset, long bytes, long fileSize) {
    long chunkBytes = chunkBytes(dataset);
    require(chunkBytes <= FREE_BYTES + MOST_DEFLATED * fileSize, chunkBytes, fileSize);
    if (layout(dataset, DataLayoutMessage.class) instanceof ChunkedDataLayoutMessageV4 layout
        && layout.getIndexingType() == ChunkedDataLayoutMessageV4.IMPLICIT_INDEX) {
      // its chunks are counted, not listed, and never filtered
      require(bytes <= fileSize, bytes, fileSize);
      require(bytes / chunkBytes <= fileSize / LEAST_CHUNK, bytes / chunkBytes, fileSize);
    }
    if (bytes > FREE_BYTES) {
      long stored = Math.min(fileSize, dataset.getStorageInBytes());
      require(bytes / MOST_COMPRESSED <= stored, bytes, stored);
    }
  }

  private static long chunkBytes(ChunkedDataset dataset) {
    int[] shape = dataset.getChunkDimensions();
    long bytes = dataset.getDataType().getSize();
    for (int length : shape) {
      bytes = length < 1 ? 0 : bytes * length;
      if (bytes < 1 || bytes > Integer.MAX_VALUE) {
        throw new HdfException("impossible chunk shape " + Arrays.toString(shape));
      }
    }
    if (shape.length != dataset.getDimensionsAsLong().length) {
      throw new HdfException("chunks of " + shape.length + " dimensions");
    }
    return bytes;
  }

  private static <T extends DataLayoutMessage> T layout(Dataset dataset, Class<T> type) {
    return ((AbstractNode) dataset).getHeader().getMessageOfType(type);
  }

  private static void require(boolean plausible, long declared, long stored) {
    if (!plausible) {
      throw new HdfException("declares " + declared + " bytes, only " + stored + " are stored");
    }
  }
}
