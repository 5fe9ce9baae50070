package io.cellora.h5ad.storage;

import io.jhdf.api.Dataset;
import io.jhdf.api.dataset.ContiguousDataset;
import io.jhdf.dataset.CompactDataset;
import io.jhdf.dataset.DatasetBase;
import io.jhdf.dataset.chunked.ChunkedDatasetBase;
import io.jhdf.object.datatype.DataType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * The elements of a dataset with one or two dimensions, in row-major order, as primitive arrays or
 * bytes. Keeps the chunk that it decoded last, so that reading in order decodes each chunk once.
 */
public final class Elements {

  private final Segments segments;
  private final DataType stored;
  private final ByteOrder order;
  private final long count;

  private Elements(Segments segments, DataType stored, long count) {
    this.segments = segments;
    this.stored = stored;
    this.order = NumberType.byteOrder(stored);
    this.count = count;
  }

  /**
   * @param base address of the file's first byte, which all others count from
   * @throws StorageException if the dataset has more dimensions, or no room in its file
   */
  public static Elements open(Dataset dataset, ChunkDecoder decoder, long base) {
    DataType stored = dataset.getDataType();
    int size = stored.getSize();
    if (size <= 0) {
      throw new StorageException("its elements have " + size + " bytes");
    }
    long count = count(dataset.getDimensionsAsLong(), size);
    Segments segments = segments((DatasetBase) dataset, decoder, base, size, count);
    return new Elements(segments, stored, count);
  }

  /** The filters of a dataset in the order in which they were applied, such as {@code gzip 4}. */
  public static List<String> filters(Dataset dataset) {
    return ChunkGrid.filters((DatasetBase) dataset).stream().map(FilterStep::toString).toList();
  }

  private static long count(long[] shape, int size) {
    if (shape.length != 1 && shape.length != 2) {
      throw new StorageException("it has " + shape.length + " dimensions, expected one or two");
    }
    long count = 1;
    for (long n : shape) {
      if (n < 0 || n > 0 && count > Long.MAX_VALUE / size / n) {
        throw new StorageException("its shape has more elements than a file can hold");
      }
      count *= n;
    }
    return count;
  }

  private static Segments segments(
      DatasetBase dataset, ChunkDecoder decoder, long base, int size, long count) {
    if (count == 0) {
      return new MemorySegments(new byte[0], 0);
    }
    if (dataset instanceof ContiguousDataset contiguous) {
      return dataset.isEmpty()
          ? new FillSegments(ChunkGrid.fillValue(dataset, size), count)
          : new PlainSegments(decoder.file(), base + contiguous.getDataAddress(), count, size);
    }
    if (dataset instanceof CompactDataset compact) {
      ByteBuffer buffer = compact.getDataBuffer();
      byte[] bytes = new byte[buffer.remaining()];
      buffer.get(bytes);
      return new MemorySegments(bytes, bytes.length / size);
    }
    if (dataset instanceof ChunkedDatasetBase) {
      return chunked(new ChunkGrid(dataset, decoder, base), dataset.getDimensionsAsLong());
    }
    throw new StorageException("its layout " + dataset.getDataLayout() + " is not supported");
  }

  private static Segments chunked(ChunkGrid grid, long[] shape) {
    if (grid.chunk().length != shape.length) {
      throw new StorageException("its chunks have other dimensions than it has");
    }
    long rowElements = shape.length == 1 ? 1 : shape[1];
    boolean wholeRows = shape.length == 1 || grid.chunk()[1] == shape[1];
    return wholeRows
        ? new ChunkSegments(grid, shape[0] * rowElements, rowElements)
        : new BandSegments(grid, shape[0], Math.toIntExact(rowElements));
  }

  /** Number of elements. */
  public long count() {
    return count;
  }

  /** The type of numbers that the elements are. */
  public NumberType type() {
    return NumberType.of(stored)
        .orElseThrow(
            () ->
                new StorageException(
                    "it holds " + stored.getClass().getSimpleName() + ", expected numbers"));
  }

  /** Elements from {@code from} on as they are stored. */
  public ByteBuffer bytes(long from, int n) {
    int size = stored.getSize();
    byte[] target = new byte[Math.multiplyExact(n, size)];
    for (int done = 0; done < n; ) {
      int more = more(from + done, n - done);
      at(from + done).get(target, done * size, more * size);
      done += more;
    }
    return ByteBuffer.wrap(target).order(order);
  }

  /** Elements from {@code from} on to the first {@code n} of {@code target}. */
  public void doubles(long from, int n, double[] target) {
    NumberType type = type();
    for (int done = 0; done < n; ) {
      int more = more(from + done, n - done);
      type.doubles(at(from + done), more, target, done);
      done += more;
    }
  }

  /** Integers, bit for bit. */
  public void longs(long from, int n, long[] target) {
    NumberType type = type();
    for (int done = 0; done < n; ) {
      int more = more(from + done, n - done);
      type.longs(at(from + done), more, target, done);
      done += more;
    }
  }

  /**
   * Integers that must be 0 to {@code limit} (exclusive); others come out as -1.
   *
   * @return whether there are no others
   */
  public boolean positions(long from, int n, int limit, int[] target) {
    NumberType type = type();
    boolean all = true;
    for (int done = 0; done < n; ) {
      int more = more(from + done, n - done);
      all &= type.positions(at(from + done), more, limit, target, done);
      done += more;
    }
    return all;
  }

  /** How many of the wanted elements are at hand, once the first of them is. */
  private int more(long element, int wanted) {
    if (element < 0 || element >= count) {
      throw new StorageException("it has " + count + " elements, wanted number " + element);
    }
    segments.seek(element);
    return (int) Math.min(wanted, segments.end() - element);
  }

  private ByteBuffer at(long element) {
    int offset = (int) (element - segments.start()) * stored.getSize();
    return ByteBuffer.wrap(segments.bytes()).order(order).position(offset);
  }
}
