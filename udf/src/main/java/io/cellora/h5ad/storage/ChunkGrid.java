package io.cellora.h5ad.storage;

import io.jhdf.api.dataset.ChunkedDataset;
import io.jhdf.dataset.DatasetBase;
import io.jhdf.dataset.chunked.Chunk;
import io.jhdf.dataset.chunked.ChunkOffset;
import io.jhdf.dataset.chunked.ChunkedDatasetBase;
import io.jhdf.object.message.FillValueMessage;
import io.jhdf.object.message.FilterPipelineMessage;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/** The chunks of a dataset: where they are, how they are filtered, what stands for missing ones. */
final class ChunkGrid {

  // the library's own access to raw chunks takes int offsets, and columns have more elements
  private static final Method LOOKUP = lookupMethod();

  private final ChunkDecoder decoder;
  private final long base;
  private final int[] chunk;
  private final int chunkBytes;
  private final List<FilterStep> steps;
  private final long mostGrowth;
  private final byte[] fill;
  private final Map<ChunkOffset, Chunk> chunks;

  // lazy variable
  private byte[] decoded;

  /**
   * @param base address of the file's first byte, which all others count from
   */
  ChunkGrid(DatasetBase dataset, ChunkDecoder decoder, long base) {
    this.decoder = decoder;
    this.base = base;
    this.chunk = ((ChunkedDataset) dataset).getChunkDimensions();
    int elementBytes = dataset.getDataType().getSize();
    this.chunkBytes = Sizes.product(chunk, elementBytes);
    this.steps = filters(dataset);
    this.mostGrowth = steps.stream().mapToLong(FilterStep::mostGrowth).max().orElse(1);
    this.fill = fillValue(dataset, elementBytes);
    this.chunks = lookup(dataset);
  }

  int[] chunk() {
    return chunk.clone();
  }

  byte[] fill() {
    return fill;
  }

  /** Whether the chunk that begins at {@code offset} was ever written. */
  boolean has(long... offset) {
    return chunks.containsKey(new ChunkOffset(offset));
  }

  /** The elements of the chunk that begins at {@code offset}, valid until the next call. */
  byte[] decode(long... offset) {
    Chunk found = chunks.get(new ChunkOffset(offset));
    if (decoded == null) {
      checkPlausible(found);
      decoded = ChunkDecoder.buffer(chunkBytes);
    }
    decoder.decode(found, base + found.getAddress(), steps, decoded, chunkBytes);
    return decoded;
  }

  /** A few bytes must not claim to be gigabytes. */
  private void checkPlausible(Chunk found) {
    if ((long) Math.max(0, found.getSize()) * mostGrowth + mostGrowth < chunkBytes) {
      throw new StorageException(
          "a chunk of " + found.getSize() + " bytes cannot decode to " + chunkBytes);
    }
  }

  static List<FilterStep> filters(DatasetBase dataset) {
    if (!dataset.getHeader().hasMessageOfType(FilterPipelineMessage.class)) {
      return List.of();
    }
    return dataset.getHeader().getMessageOfType(FilterPipelineMessage.class).getFilters().stream()
        .map(FilterStep::of)
        .toList();
  }

  /** The bytes of an element that was never written. */
  static byte[] fillValue(DatasetBase dataset, int size) {
    byte[] fill = new byte[size];
    if (dataset.getHeader().hasMessageOfType(FillValueMessage.class)) {
      FillValueMessage message = dataset.getHeader().getMessageOfType(FillValueMessage.class);
      if (message.isFillValueDefined()) {
        ByteBuffer value = message.getFillValue();
        if (value.remaining() == size) {
          value.get(fill);
        }
      }
    }
    return fill;
  }

  @SuppressWarnings("unchecked")
  private static Map<ChunkOffset, Chunk> lookup(DatasetBase dataset) {
    try {
      return (Map<ChunkOffset, Chunk>) LOOKUP.invoke(dataset);
    } catch (InvocationTargetException e) {
      Throwable cause = e.getCause();
      throw new StorageException("its chunk index is damaged: " + cause.getMessage(), cause);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("Cannot look up chunks (not accessible)", e);
    }
  }

  private static Method lookupMethod() {
    try {
      Method method = ChunkedDatasetBase.class.getDeclaredMethod("getChunkLookup");
      method.setAccessible(true);
      return method;
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException("Cannot look up chunks (another version of jhdf)", e);
    }
  }
}
