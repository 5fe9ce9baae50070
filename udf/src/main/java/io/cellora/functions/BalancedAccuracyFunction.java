package io.cellora.functions;

import java.util.TreeMap;
import org.apache.spark.sql.connector.catalog.functions.BoundFunction;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/** {@code balanced_accuracy(label, predicted)}, as scikit-learn's balanced_accuracy_score. */
final class BalancedAccuracyFunction extends CelloraFunction {

  BalancedAccuracyFunction() {
    super(
        new FunctionText(
            "balanced_accuracy(label, predicted)",
            "The plain mean of recall over the classes that occur as a label. Rows with a null are"
                + " skipped; null if none is left. scikit-learn: balanced_accuracy_score.",
            "SELECT cellora.balanced_accuracy(label, predicted) AS accuracy FROM cells"));
  }

  @Override
  public BoundFunction bind(StructType types) {
    Arguments arguments = Arguments.of(text(), types, 2, 2);
    return new Bound(arguments.labels());
  }

  record Bound(DataType label) implements ClassAggregate {

    @Override
    public String name() {
      return "balanced_accuracy";
    }

    @Override
    public Double produceResult(TreeMap<String, long[]> state) {
      return ClassCounts.meanRecall(state);
    }
  }
}
