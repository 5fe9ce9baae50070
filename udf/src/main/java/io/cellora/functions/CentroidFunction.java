package io.cellora.functions;

import java.io.Serializable;
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

  /** The sums over some embeddings, in double; of no length before the first. */
  static final class Sums implements Serializable {
    private long rows;
    private double[] sums = {};

    private Sums add(double[] values, long count) {
      if (rows == 0) {
        sums = values.clone();
      } else {
        checkLength(values);
        for (int i = 0; i < sums.length; i++) {
          sums[i] += values[i];
        }
      }
      rows += count;
      return this;
    }

    private void checkLength(double[] values) {
      if (values.length != sums.length) {
        throw new IllegalArgumentException(
            "Invalid embedding: %d numbers, expected %d as in other rows"
                .formatted(values.length, sums.length));
      }
    }
  }

  record Bound(DataType embedding) implements AggregateFunction<Sums, ArrayData> {

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
    public Sums newAggregationState() {
      return new Sums();
    }

    @Override
    public Sums update(Sums state, InternalRow row) {
      return row.isNullAt(0) ? state : state.add(Numbers.of(embedding).read(row, 0), 1);
    }

    @Override
    public Sums merge(Sums left, Sums right) {
      return right.rows == 0 ? left : left.add(right.sums, right.rows);
    }

    @Override
    public ArrayData produceResult(Sums state) {
      if (state.rows == 0) {
        return null;
      }
      float[] mean = new float[state.sums.length];
      for (int i = 0; i < mean.length; i++) {
        mean[i] = (float) (state.sums[i] / state.rows);
      }
      return UnsafeArrayData.fromPrimitiveArray(mean);
    }
  }
}
