package io.cellora.weights;

import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.lang.reflect.Array;
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

  private final DType dtype;

  /** A float[], double[] or long[], as the dtype says. */
  private final Serializable values;

  private final int[] shape;

  private Tensor(DType dtype, Serializable values, int[] shape) {
    this.dtype = dtype;
    this.values = values;
    this.shape = shape.clone();
    int held = Array.getLength(values);
    if (held != sizeOf(shape)) {
      throw new IllegalArgumentException(
          "Invalid tensor: %d values, expected %d for shape %s"
              .formatted(held, sizeOf(shape), Arrays.toString(shape)));
    }
  }

  /** A FLOAT32 tensor; no shape at all makes a scalar. */
  public static Tensor of(float[] data, int... shape) {
    return new Tensor(DType.FLOAT32, data, shape);
  }

  /** An INT64 tensor; no shape at all makes a scalar. */
  public static Tensor ofLongs(long[] data, int... shape) {
    return new Tensor(DType.INT64, data, shape);
  }

  /** A FLOAT64 tensor; no shape at all makes a scalar. */
  public static Tensor ofDoubles(double[] data, int... shape) {
    return new Tensor(DType.FLOAT64, data, shape);
  }

  public DType dtype() {
    return dtype;
  }

  public int[] shape() {
    return shape.clone();
  }

  public boolean hasShape(int... expected) {
    return Arrays.equals(shape, expected);
  }

  public int size() {
    return Array.getLength(values);
  }

  /** The values of a FLOAT32 tensor, row-major, shared. */
  public float[] floats() {
    checkDtype(DType.FLOAT32, "floats");
    return (float[]) values;
  }

  /** The values of a FLOAT64 tensor, row-major, shared. */
  public double[] doubles() {
    checkDtype(DType.FLOAT64, "doubles");
    return (double[]) values;
  }

  /** The values of an INT64 tensor, row-major, shared. */
  public long[] longs() {
    checkDtype(DType.INT64, "longs");
    return (long[]) values;
  }

  private void checkDtype(DType wanted, String word) {
    if (dtype != wanted) {
      throw new IllegalStateException(
          "Cannot read a tensor as %s (wrong dtype): %s".formatted(word, dtype));
    }
  }

  /** Writes the values little-endian, in chunks. */
  void writeTo(OutputStream out) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(CHUNK * dtype.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    for (int from = 0; from < size(); from += CHUNK) {
      int count = Math.min(CHUNK, size() - from);
      switch (dtype) {
        case FLOAT32 -> buffer.asFloatBuffer().put(floats(), from, count);
        case FLOAT64 -> buffer.asDoubleBuffer().put(doubles(), from, count);
        case INT64 -> buffer.asLongBuffer().put(longs(), from, count);
      }
      out.write(buffer.array(), 0, count * dtype.bytes());
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Tensor that
        && Arrays.equals(shape, that.shape)
        && Arrays.deepEquals(new Object[] {values}, new Object[] {that.values});
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(shape) + 31 * Arrays.deepHashCode(new Object[] {values});
  }

  @Override
  public String toString() {
    return dtype + Arrays.toString(shape);
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
