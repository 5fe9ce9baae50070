package io.cellora.functions;

import io.cellora.genes.LogNormalizer;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.catalog.functions.BoundFunction;
import org.apache.spark.sql.connector.catalog.functions.ScalarFunction;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/** {@code log1p10k(features)}: counts, normalised and logarithmised. */
final class Log1p10kFunction extends CelloraFunction {

  Log1p10kFunction() {
    super(
        new FunctionText(
            "log1p10k(features)",
            "A cell's counts as log1p(count * 10000 / sum of its counts), which is what SCimilarity"
                + " takes; a cell without counts stays as it is, null stays null. Align the cells"
                + " first: the sum is over the vector's genes.",
            "SELECT cell_id, cellora.log1p10k(counts) AS features FROM cells"));
  }

  @Override
  public BoundFunction bind(StructType types) {
    return new Bound(Arguments.of(text(), types, 1, 1).vector(0));
  }

  record Bound(DataType vector) implements ScalarFunction<InternalRow> {

    @Override
    public DataType[] inputTypes() {
      return new DataType[] {vector};
    }

    @Override
    public DataType resultType() {
      return vector;
    }

    @Override
    public String name() {
      return "log1p10k";
    }

    @Override
    public InternalRow produceResult(InternalRow row) {
      if (row.isNullAt(0)) {
        return null;
      }
      CellVector cell = CellVector.at(row, 0);
      double[] values = cell.values().toDoubleArray();
      check(values);
      new LogNormalizer().log1p10k(values, values.length);
      return cell.with(values);
    }

    private static void check(double[] counts) {
      for (double count : counts) {
        if (!(count >= 0 && count < Double.POSITIVE_INFINITY)) {
          throw new IllegalArgumentException(
              "Invalid count: " + count + ", expected a number that is not negative");
        }
      }
    }
  }
}
