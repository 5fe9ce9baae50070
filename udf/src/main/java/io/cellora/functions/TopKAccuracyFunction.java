package io.cellora.functions;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.connector.catalog.functions.AggregateFunction;
import org.apache.spark.sql.connector.catalog.functions.BoundFunction;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/** {@code top_k_accuracy(label, top [, k])}: how often the label is among the first classes. */
final class TopKAccuracyFunction extends CelloraFunction {

  private static final String LABEL = "label";

  TopKAccuracyFunction() {
    super(
        new FunctionText(
            "top_k_accuracy(label, top [, k])",
            "The share of rows whose label is among the first k of top (all of it without k): an"
                + " array of labels, most probable first, or of structs with a field label, as"
                + " top_k and the predictions have them. Rows with a null are skipped; null if none"
                + " is left. scikit-learn: top_k_accuracy_score.",
            "SELECT cellora.top_k_accuracy(label, top, 2) AS top2 FROM cells"));
  }

  @Override
  public BoundFunction bind(StructType types) {
    Arguments arguments = Arguments.of(text(), types, 2, 3);
    Labels labels =
        Labels.of(arguments.type(1))
            .orElseThrow(
                () ->
                    arguments.refused(
                        1, "an array of strings or of structs with a string named label"));
    DataType label = arguments.text(0);
    return arguments.size() == 2
        ? new Bound(labels, List.of(label, arguments.type(1)))
        : new Bound(labels, List.of(label, arguments.type(1), arguments.count(2)));
  }

  static int checkedK(int k) {
    if (k < 1) {
      throw new IllegalArgumentException("Invalid k: " + k + ", expected 1 or more");
    }
    return k;
  }

  /**
   * Where an array's elements keep their label.
   *
   * @param fields of the element, 0 if it is a string itself
   * @param field that is the label
   */
  record Labels(int fields, int field) implements Serializable {

    static Optional<Labels> of(DataType top) {
      DataType element = top instanceof ArrayType array ? array.elementType() : DataTypes.NullType;
      if (element instanceof StringType) {
        return Optional.of(new Labels(0, 0));
      }
      return element instanceof StructType struct
          ? IntStream.range(0, struct.size())
              .filter(i -> struct.fields()[i].name().equals(LABEL))
              .filter(i -> struct.fields()[i].dataType() instanceof StringType)
              .mapToObj(i -> new Labels(struct.size(), i))
              .findFirst()
          : Optional.empty();
    }

    UTF8String read(ArrayData top, int at) {
      if (top.isNullAt(at)) {
        return null;
      }
      // a row gives null for a null string
      return fields == 0 ? top.getUTF8String(at) : top.getStruct(at, fields).getUTF8String(field);
    }
  }

  /**
   * The function for arguments of known types, the third of which may be missing; its state counts
   * rows, and those whose label is found.
   */
  record Bound(Labels labels, List<DataType> types) implements AggregateFunction<long[], Double> {

    private static final int ROWS = 0;
    private static final int FOUND = 1;

    @Override
    public DataType[] inputTypes() {
      return types.toArray(new DataType[0]);
    }

    @Override
    public DataType resultType() {
      return DataTypes.DoubleType;
    }

    @Override
    public String name() {
      return "top_k_accuracy";
    }

    @Override
    public long[] newAggregationState() {
      return new long[FOUND + 1];
    }

    @Override
    public long[] update(long[] state, InternalRow row) {
      if (!row.anyNull()) {
        ArrayData top = row.getArray(1);
        int k = types.size() == 2 ? top.numElements() : checkedK(row.getInt(2));
        state[ROWS]++;
        state[FOUND] += found(row.getUTF8String(0), top, Math.min(k, top.numElements())) ? 1 : 0;
      }
      return state;
    }

    private boolean found(UTF8String label, ArrayData top, int k) {
      for (int i = 0; i < k; i++) {
        if (label.equals(labels.read(top, i))) {
          return true;
        }
      }
      return false;
    }

    @Override
    public long[] merge(long[] left, long[] right) {
      left[ROWS] += right[ROWS];
      left[FOUND] += right[FOUND];
      return left;
    }

    @Override
    public Double produceResult(long[] state) {
      return state[ROWS] == 0 ? null : (double) state[FOUND] / state[ROWS];
    }
  }
}
