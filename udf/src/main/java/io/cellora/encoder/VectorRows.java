package io.cellora.encoder;

import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.catalyst.util.ArrayData;

/** MLlib's vectors as Catalyst keeps them: a row of kind, size, indices and values. */
public final class VectorRows {

  private static final byte SPARSE = 0;
  private static final byte DENSE = 1;
  private static final int FIELDS = 4;
  private static final int SIZE = 1;
  private static final int INDICES = 2;
  private static final int VALUES = 3;

  private VectorRows() {}

  /** A dense vector. */
  public static InternalRow dense(double[] values) {
    Object[] fields = new Object[FIELDS];
    fields[0] = DENSE;
    fields[VALUES] = UnsafeArrayData.fromPrimitiveArray(values);
    return new GenericInternalRow(fields);
  }

  /** Writes the vector at a row's position to a batch, without a copy on the heap. */
  static void copy(InternalRow row, int position, NativeBatch batch) {
    InternalRow vector = row.getStruct(position, FIELDS);
    ArrayData values = vector.getArray(VALUES);
    boolean sparse = vector.getByte(0) == SPARSE;
    int size = sparse ? vector.getInt(SIZE) : values.numElements();
    if (size != batch.genes()) {
      throw new IllegalArgumentException(
          "Invalid size of a features vector: "
              + size
              + ", expected the model's "
              + batch.genes()
              + " genes (read the cells with the model's gene order)");
    }
    int count = values.numElements();
    batch.begin(count);
    if (sparse) {
      ArrayData indices = vector.getArray(INDICES);
      for (int i = 0; i < count; i++) {
        batch.add(indices.getInt(i), values.getDouble(i));
      }
    } else {
      addNonzeros(values, batch);
    }
  }

  private static void addNonzeros(ArrayData values, NativeBatch batch) {
    for (int i = 0; i < values.numElements(); i++) {
      double value = values.getDouble(i);
      if (value != 0) {
        batch.add(i, value);
      }
    }
  }
}
