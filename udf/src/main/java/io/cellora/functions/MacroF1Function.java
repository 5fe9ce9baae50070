package io.cellora.functions;

import java.util.TreeMap;
import org.apache.spark.sql.connector.catalog.functions.BoundFunction;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/** {@code macro_f1(label, predicted)}, as scikit-learn's f1_score with average='macro'. */
final class MacroF1Function extends CelloraFunction {

  MacroF1Function() {
    super(
        new FunctionText(
            "macro_f1(label, predicted)",
            "The plain mean of F1 over every class that occurs as a label or as a prediction: a rare"
                + " class weighs as much as a common one. Rows with a null are skipped; null if"
                + " none is left. scikit-learn: f1_score, average='macro', zero_division=0.",
            "SELECT cellora.macro_f1(label, predicted) AS macro_f1 FROM cells"));
  }

  @Override
  public BoundFunction bind(StructType types) {
    Arguments arguments = Arguments.of(text(), types, 2, 2);
    return new Bound(arguments.labels());
  }

  record Bound(DataType label) implements ClassAggregate {

    @Override
    public String name() {
      return "macro_f1";
    }

    @Override
    public Double produceResult(TreeMap<String, long[]> state) {
      return ClassCounts.macroF1(state);
    }
  }
}
