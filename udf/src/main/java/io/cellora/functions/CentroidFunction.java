package io.cellora.functions;

import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.connector.catalog.functions.AggregateFunction;
import org.apache.spark.sql.connector.catalog.functions.BoundFunction;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** {@code centroid(embedding)}: the mean of embeddings. */
final class CentroidFunction extends CelloraFunction {

  CentroidFunction() {
    super(
        new FunctionText(
            "centroid(embedding)",
            "The mean of embeddings (arrays of numbers or ml vectors of one length), as an array of"
                + " floats; its length is not brought to 1, which cosine() does not mind. Nulls are"
                + " skipped; null if none is left. SCimilarity's get_centroid is another thing: it"
                + " sums counts, which are embedded afterwards.",
            "SELECT label, cellora.centroid(embedding) AS centroid FROM cells GROUP BY label"));
  }

  @Override
  public BoundFunction bind(StructType types) {
    return new Bound(Arguments.of(text(), types, 1, 1).numbers(0));
  }

  /** The state holds the number of rows and then the sums; before the first row, no sums. */
  record Bound(DataType embedding) implements AggregateFunction<double[], ArrayData> {

    @Override
    public DataType[] inputTypes() {
      return new DataType[] {embedding};
    }

    @Override
    public DataType resultType() {
      return DataTypes.createArrayType(DataTypes.FloatType, false);
    }

    @Override
    public String name() {
      return "centroid";
    }

    @Override
    public double[] newAggregationState() {
      return new double[1];
    }

    @Override
    public double[] update(double[] state, InternalRow row) {
      if (row.isNullAt(0)) {
        return state;
      }
      double[] values = Numbers.of(embedding).read(row, 0);
      double[] one = new double[values.length + 1];
      one[0] = 1;
      System.arraycopy(values, 0, one, 1, values.length);
      return merge(state, one);
    }

    @Override
    public double[] merge(double[] left, double[] right) {
      if (left[0] == 0 || right[0] == 0) {
        return left[0] == 0 ? right : left;
      }
      if (left.length != right.length) {
        throw new IllegalArgumentException(
            "Invalid embedding: %d numbers, expected %d as in other rows"
                .formatted(right.length - 1, left.length - 1));
      }
      for (int i = 0; i < left.length; i++) {
        left[i] += right[i];
      }
      return left;
    }

    @Override
    public ArrayData produceResult(double[] state) {
      if (state[0] == 0) {
        return null;
      }
      float[] mean = new float[state.length - 1];
      for (int i = 0; i < mean.length; i++) {
        mean[i] = (float) (state[i + 1] / state[0]);
      }
      return UnsafeArrayData.fromPrimitiveArray(mean);
    }
  }
}
