package io.cellora.functions;

import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.catalyst.util.ArrayData;

/**
 * An ml vector in Catalyst's form: (0, size, indices, values) if sparse, (1, -, -, values) if not.
 */
record CellVector(InternalRow row) {

  private static final byte SPARSE = 0;
  private static final int FIELDS = 4;

  /** The vector in a column; it must not be null. */
  static CellVector at(InternalRow row, int column) {
    return new CellVector(row.getStruct(column, FIELDS));
  }

  private boolean sparse() {
    return row.getByte(0) == SPARSE;
  }

  int size() {
    return sparse() ? row.getInt(1) : values().numElements();
  }

  /** The stored values. */
  ArrayData values() {
    return row.getArray(3);
  }

  double value(int position) {
    if (!sparse()) {
      return values().getDouble(position);
    }
    int at = find(row.getArray(2), position);
    return at < 0 ? 0 : values().getDouble(at);
  }

  double[] toArray() {
    if (!sparse()) {
      return values().toDoubleArray();
    }
    double[] all = new double[size()];
    int[] indices = row.getArray(2).toIntArray();
    ArrayData values = values();
    for (int i = 0; i < indices.length; i++) {
      all[indices[i]] = values.getDouble(i);
    }
    return all;
  }

  /** The same places with other values. */
  InternalRow with(double[] values) {
    InternalRow copy = row.copy();
    return new GenericInternalRow(
        new Object[] {
          copy.getByte(0),
          sparse() ? copy.getInt(1) : null,
          sparse() ? copy.getArray(2) : null,
          UnsafeArrayData.fromPrimitiveArray(values)
        });
  }

  private static int find(ArrayData sorted, int wanted) {
    int low = 0;
    int high = sorted.numElements() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int found = sorted.getInt(middle);
      if (found == wanted) {
        return middle;
      }
      if (found < wanted) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -1;
  }
}
