package io.cellora.h5ad;

import java.util.Arrays;
import java.util.Iterator;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.UserDefinedType;

/** A sparse matrix of obsm or varm: a sparse ml vector a row. */
record SparsePartColumn(String name, String object) implements PartColumn {

  @SuppressWarnings("unchecked")
  private static final UserDefinedType<Vector> VECTOR =
      (UserDefinedType<Vector>) H5adColumns.vectorType();

  @Override
  public DataType type() {
    return VECTOR;
  }

  @Override
  public Iterator<Object[]> blocks(H5adFile file, long from, long to) {
    CellMatrix matrix = CellMatrix.open(file, object);
    Iterator<SparseRows> blocks = matrix.read(RowRuns.between(from, to));
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return blocks.hasNext();
      }

      @Override
      public Object[] next() {
        SparseRows block = blocks.next();
        Object[] rows = new Object[block.rows()];
        Arrays.setAll(rows, i -> VECTOR.serialize(vector(block, i, matrix.columns())));
        return rows;
      }
    };
  }

  private static Vector vector(SparseRows block, int row, int size) {
    int from = block.starts()[row];
    int to = block.starts()[row + 1];
    Integer[] order = new Integer[to - from];
    Arrays.setAll(order, i -> from + i);
    // files may hold a row's columns in any order, vectors may not
    Arrays.sort(order, (a, b) -> Integer.compare(block.columns()[a], block.columns()[b]));
    int[] columns = new int[order.length];
    double[] values = new double[order.length];
    for (int i = 0; i < order.length; i++) {
      columns[i] = block.columns()[order[i]];
      values[i] = block.values()[order[i]];
    }
    return Vectors.sparse(size, columns, values);
  }
}
