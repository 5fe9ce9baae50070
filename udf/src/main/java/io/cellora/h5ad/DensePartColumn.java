package io.cellora.h5ad;

import io.jhdf.api.Dataset;
import java.util.Arrays;
import java.util.Iterator;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * A dense matrix of obsm or varm: an array a row, of floats where floats are stored, else doubles.
 *
 * @param width columns of the matrix
 */
record DensePartColumn(String name, String object, DataType type, int width) implements PartColumn {

  static DensePartColumn open(H5adFile file, String name, String object, Dataset dataset) {
    long[] shape = dataset.getDimensionsAsLong();
    if (shape.length != 2 || shape[1] > Integer.MAX_VALUE) {
      throw file.cannotRead(
          object + " has the shape " + Arrays.toString(shape) + ", expected rows and columns");
    }
    DataType element =
        switch (file.reading(object, () -> file.elements(dataset).type())) {
          case FLOAT16, FLOAT32 -> DataTypes.FloatType;
          default -> DataTypes.DoubleType;
        };
    return new DensePartColumn(
        name, object, DataTypes.createArrayType(element, false), (int) shape[1]);
  }

  @Override
  public Iterator<Object[]> blocks(H5adFile file, long from, long to) {
    Dataset dataset = file.dataset(object);
    return new RowBlocks(from, to, width, (start, n) -> rows(file, dataset, start, n));
  }

  private Object[] rows(H5adFile file, Dataset dataset, long from, int n) {
    double[] values = new double[n * width];
    Slices.rows(file, dataset, from, n, values);
    boolean floats = type.equals(DataTypes.createArrayType(DataTypes.FloatType, false));
    Object[] rows = new Object[n];
    for (int i = 0; i < n; i++) {
      double[] row = Arrays.copyOfRange(values, i * width, (i + 1) * width);
      rows[i] =
          floats
              ? UnsafeArrayData.fromPrimitiveArray(floats(row))
              : UnsafeArrayData.fromPrimitiveArray(row);
    }
    return rows;
  }

  private static float[] floats(double[] doubles) {
    float[] floats = new float[doubles.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) doubles[i];
    }
    return floats;
  }
}
