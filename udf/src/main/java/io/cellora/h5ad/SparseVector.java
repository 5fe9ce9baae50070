package io.cellora.h5ad;

import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.unsafe.Platform;

/**
 * A sparse ml vector as Spark stores it, a struct of (type, size, indices, values), in memory that
 * the next cell uses again: Spark copies rows that it keeps.
 */
final class SparseVector {

  private static final byte SPARSE = 0;

  private final GenericInternalRow row = new GenericInternalRow(4);
  private final UnsafeArrayData indices = new UnsafeArrayData();
  private final UnsafeArrayData values = new UnsafeArrayData();
  private byte[] indexBytes = new byte[0];
  private byte[] valueBytes = new byte[0];

  SparseVector(int size) {
    row.setByte(0, SPARSE);
    row.setInt(1, size);
    row.update(2, indices);
    row.update(3, values);
  }

  /** The first {@code n} pairs of the two arrays. */
  InternalRow of(int[] newIndices, double[] newValues, int n) {
    indexBytes = room(indexBytes, n, Integer.BYTES);
    Platform.copyMemory(
        newIndices,
        Platform.INT_ARRAY_OFFSET,
        indexBytes,
        Platform.BYTE_ARRAY_OFFSET + header(n),
        (long) n * Integer.BYTES);
    indices.pointTo(indexBytes, Platform.BYTE_ARRAY_OFFSET, size(n, Integer.BYTES));
    valueBytes = room(valueBytes, n, Double.BYTES);
    Platform.copyMemory(
        newValues,
        Platform.DOUBLE_ARRAY_OFFSET,
        valueBytes,
        Platform.BYTE_ARRAY_OFFSET + header(n),
        (long) n * Double.BYTES);
    values.pointTo(valueBytes, Platform.BYTE_ARRAY_OFFSET, size(n, Double.BYTES));
    return row;
  }

  /** An array's first bytes: its length, then no bit set where nothing is null. */
  private static byte[] room(byte[] bytes, int n, int width) {
    byte[] room = bytes;
    if (bytes.length < size(n, width)) {
      room = new byte[size(n + n / 2, width)];
    } else {
      java.util.Arrays.fill(room, 0, header(n), (byte) 0);
      // bytes that pad the array to whole words
      java.util.Arrays.fill(room, header(n) + n * width, size(n, width), (byte) 0);
    }
    Platform.putLong(room, Platform.BYTE_ARRAY_OFFSET, n);
    return room;
  }

  private static int header(int n) {
    return UnsafeArrayData.calculateHeaderPortionInBytes(n);
  }

  private static int size(int n, int width) {
    return header(n) + (n * width + Long.BYTES - 1) / Long.BYTES * Long.BYTES;
  }
}
