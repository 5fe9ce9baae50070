package io.cellora.functions;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.connector.catalog.functions.BoundFunction;
import org.apache.spark.sql.connector.catalog.functions.ScalarFunction;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/** {@code top_k(probabilities, k)}: the most probable classes. */
final class TopKFunction extends CelloraFunction {

  private static final DataType TOP =
      DataTypes.createArrayType(
          new StructType()
              .add("index", DataTypes.IntegerType, false)
              .add("label", DataTypes.StringType, true)
              .add("probability", DataTypes.FloatType, false),
          false);

  private final CatalogModel model;

  TopKFunction(CatalogModel model) {
    super(
        new FunctionText(
            "top_k(probabilities, k)",
            "The k largest probabilities, largest first and ties in their order, as an array of"
                + " (index from 0, label, probability). The labels are those of the catalog's"
                + " adapter if its head has as many classes, otherwise null. Null for null.",
            "SELECT cell_id, cellora.top_k(probabilities, 3) AS top FROM cells"));
    this.model = model;
  }

  @Override
  public BoundFunction bind(StructType types) {
    Arguments arguments = Arguments.of(text(), types, 2, 2);
    return new Bound(arguments.numbers(0), arguments.count(1), model.labels());
  }

  /**
   * The function for arguments of known types.
   *
   * @param labels the classes of the adapter's head, or none
   */
  record Bound(DataType probabilities, DataType count, List<String> labels)
      implements ScalarFunction<ArrayData> {

    @Override
    public DataType[] inputTypes() {
      return new DataType[] {probabilities, count};
    }

    @Override
    public DataType resultType() {
      return TOP;
    }

    @Override
    public String name() {
      return "top_k";
    }

    @Override
    public ArrayData produceResult(InternalRow row) {
      if (row.isNullAt(0) || row.isNullAt(1)) {
        return null;
      }
      double[] all = Numbers.of(probabilities).read(row, 0);
      int k = TopKAccuracyFunction.checkedK(row.getInt(1));
      return new GenericArrayData(order(all, k).stream().map(i -> entry(i, all)).toArray());
    }

    private InternalRow entry(int index, double[] all) {
      UTF8String label =
          all.length == labels.size() ? UTF8String.fromString(labels.get(index)) : null;
      return new GenericInternalRow(new Object[] {index, label, (float) all[index]});
    }
  }

  /** The places of the {@code k} largest numbers, largest first; ties stay in their order. */
  static List<Integer> order(double[] numbers, int k) {
    return IntStream.range(0, numbers.length)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> -numbers[i]))
        .limit(k)
        .toList();
  }
}
