package io.cellora.h5ad;

import java.util.Arrays;
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
  private final Numbers indices = new Numbers(Integer.BYTES, Platform.INT_ARRAY_OFFSET);
  private final Numbers values = new Numbers(Double.BYTES, Platform.DOUBLE_ARRAY_OFFSET);

  SparseVector(int size) {
    row.setByte(0, SPARSE);
    row.setInt(1, size);
    row.update(2, indices.array);
    row.update(3, values.array);
  }

  /** The first {@code n} pairs of the two arrays. */
  InternalRow of(int[] newIndices, double[] newValues, int n) {
    indices.copy(newIndices, n);
    values.copy(newValues, n);
    return row;
  }

  /** An array in Spark's format: its length, a bit for each null, the numbers, whole words. */
  private static final class Numbers {

    private final UnsafeArrayData array = new UnsafeArrayData();
    private final int width;
    private final int offset;
    private byte[] bytes = new byte[0];

    /**
     * @param width of a number in bytes
     * @param offset of the first number in a Java array
     */
    Numbers(int width, int offset) {
      this.width = width;
      this.offset = offset;
    }

    void copy(Object numbers, int n) {
      int header = UnsafeArrayData.calculateHeaderPortionInBytes(n);
      int end = header + n * width;
      int size = (end + Long.BYTES - 1) / Long.BYTES * Long.BYTES;
      if (bytes.length < size) {
        bytes = new byte[size + size / 2];
      }
      Arrays.fill(bytes, 0, header, (byte) 0);
      Arrays.fill(bytes, end, size, (byte) 0);
      Platform.putLong(bytes, Platform.BYTE_ARRAY_OFFSET, n);
      long target = Platform.BYTE_ARRAY_OFFSET + header;
      Platform.copyMemory(numbers, offset, bytes, target, (long) n * width);
      array.pointTo(bytes, Platform.BYTE_ARRAY_OFFSET, size);
    }
  }
}
