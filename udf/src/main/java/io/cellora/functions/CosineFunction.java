package io.cellora.functions;

import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.catalog.functions.BoundFunction;
import org.apache.spark.sql.connector.catalog.functions.ScalarFunction;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** {@code cosine(a, b)}: the cosine similarity of two lists of numbers. */
final class CosineFunction extends CelloraFunction {

  CosineFunction() {
    super(
        new FunctionText(
            "cosine(a, b)",
            "The cosine similarity of two embeddings (arrays of numbers or ml vectors of one"
                + " length), from -1 to 1: 0 if one of them is all zeros, null if one is null."
                + " SCimilarity's distance is 1 - cosine(a, b).",
            "SELECT a.cell_id, b.cell_id, cellora.cosine(a.embedding, b.embedding) AS similarity"
                + " FROM cells a CROSS JOIN cells b"));
  }

  @Override
  public BoundFunction bind(StructType types) {
    Arguments arguments = Arguments.of(text(), types, 2, 2);
    return new Bound(arguments.numbers(0), arguments.numbers(1));
  }

  record Bound(DataType a, DataType b) implements ScalarFunction<Double> {

    @Override
    public DataType[] inputTypes() {
      return new DataType[] {a, b};
    }

    @Override
    public DataType resultType() {
      return DataTypes.DoubleType;
    }

    @Override
    public String name() {
      return "cosine";
    }

    @Override
    public Double produceResult(InternalRow row) {
      return row.isNullAt(0) || row.isNullAt(1)
          ? null
          : cosine(Numbers.of(a).read(row, 0), Numbers.of(b).read(row, 1));
    }
  }

  static double cosine(double[] a, double[] b) {
    if (a.length != b.length) {
      throw new IllegalArgumentException(
          "Invalid second array: " + b.length + " numbers, expected " + a.length);
    }
    double product = 0;
    double squaresA = 0;
    double squaresB = 0;
    for (int i = 0; i < a.length; i++) {
      product += a[i] * b[i];
      squaresA += a[i] * a[i];
      squaresB += b[i] * b[i];
    }
    double lengths = Math.sqrt(squaresA) * Math.sqrt(squaresB);
    return lengths == 0 ? 0 : product / lengths;
  }
}
