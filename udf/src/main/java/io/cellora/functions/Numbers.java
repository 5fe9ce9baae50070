package io.cellora.functions;

import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** Reads an argument of numbers, in whichever of three forms it comes. */
enum Numbers {
  VECTOR,
  FLOATS,
  DOUBLES;

  /** The form of a type that {@link Arguments#numbers} gave. */
  static Numbers of(DataType type) {
    if (!(type instanceof ArrayType array)) {
      return VECTOR;
    }
    return array.elementType().equals(DataTypes.FloatType) ? FLOATS : DOUBLES;
  }

  double[] read(InternalRow row, int column) {
    if (this == VECTOR) {
      return CellVector.at(row, column).toArray();
    }
    ArrayData array = row.getArray(column);
    double[] numbers = new double[array.numElements()];
    for (int i = 0; i < numbers.length; i++) {
      if (array.isNullAt(i)) {
        throw new IllegalArgumentException(
            "Invalid array: null in place " + i + ", expected a number");
      }
      numbers[i] = this == FLOATS ? array.getFloat(i) : array.getDouble(i);
    }
    return numbers;
  }
}
