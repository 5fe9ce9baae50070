package io.cellora.weights;

import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Values in row-major order and their shape; a scalar has shape {@code []}.
 *
 * <p>The array is shared with the caller, not copied (layer 0 of a full-size encoder has 115 MB):
 * nobody writes to it afterwards.
 */
public final class Tensor implements Serializable {

  private static final long serialVersionUID = 1L;
  private static final int CHUNK = 8192;

  private final float[] floats;
  private final long[] longs;
  private final int[] shape;

  private Tensor(float[] floats, long[] longs, int[] shape) {
    this.floats = floats;
    this.longs = longs;
    this.shape = shape.clone();
    int held = floats == null ? longs.length : floats.length;
    if (held != sizeOf(shape)) {
      throw new IllegalArgumentException(
          "Invalid tensor: %d values, expected %d for shape %s"
              .formatted(held, sizeOf(shape), Arrays.toString(shape)));
    }
  }

  /** A FLOAT32 tensor; no shape at all makes a scalar. */
  public static Tensor of(float[] data, int... shape) {
    return new Tensor(data, null, shape);
  }

  /** An INT64 tensor; no shape at all makes a scalar. */
  public static Tensor ofLongs(long[] data, int... shape) {
    return new Tensor(null, data, shape);
  }

  public DType dtype() {
    return floats == null ? DType.INT64 : DType.FLOAT32;
  }

  public int[] shape() {
    return shape.clone();
  }

  public boolean hasShape(int... expected) {
    return Arrays.equals(shape, expected);
  }

  public int size() {
    return floats == null ? longs.length : floats.length;
  }

  /** The values of a FLOAT32 tensor, row-major, shared. */
  public float[] floats() {
    if (floats == null) {
      throw new IllegalStateException("Cannot read a tensor as floats (wrong dtype): INT64");
    }
    return floats;
  }

  /** The values of an INT64 tensor, row-major, shared. */
  public long[] longs() {
    if (longs == null) {
      throw new IllegalStateException("Cannot read a tensor as longs (wrong dtype): FLOAT32");
    }
    return longs;
  }

  /** Writes the values little-endian, in chunks. */
  void writeTo(OutputStream out) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(CHUNK * dtype().bytes()).order(ByteOrder.LITTLE_ENDIAN);
    for (int from = 0; from < size(); from += CHUNK) {
      int count = Math.min(CHUNK, size() - from);
      if (floats == null) {
        buffer.asLongBuffer().put(longs, from, count);
      } else {
        buffer.asFloatBuffer().put(floats, from, count);
      }
      out.write(buffer.array(), 0, count * dtype().bytes());
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Tensor that
        && Arrays.equals(shape, that.shape)
        && Arrays.equals(floats, that.floats)
        && Arrays.equals(longs, that.longs);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(shape) + 31 * Arrays.hashCode(floats) + 961 * Arrays.hashCode(longs);
  }

  @Override
  public String toString() {
    return dtype() + Arrays.toString(shape);
  }

  private static long sizeOf(int[] shape) {
    long size = 1;
    for (int dimension : shape) {
      if (dimension < 0) {
        throw new IllegalArgumentException(
            "Invalid tensor shape: %s, expected no negative size"
                .formatted(Arrays.toString(shape)));
      }
      size = Math.multiplyExact(size, dimension);
    }
    return size;
  }
}
