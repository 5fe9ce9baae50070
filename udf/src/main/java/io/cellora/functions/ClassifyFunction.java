package io.cellora.functions;

import io.cellora.encoder.CellFunction;
import io.cellora.encoder.EmbedCall;
import org.apache.spark.sql.connector.catalog.functions.BoundFunction;
import org.apache.spark.sql.types.StructType;

/** {@code classify(features)}: a cell's class by the catalog's adapter and its head. */
final class ClassifyFunction extends CelloraFunction {

  private final CatalogModel model;

  ClassifyFunction(CatalogModel model) {
    super(
        new FunctionText(
            "classify(features)",
            "The class of a cell by the catalog's adapter and its head: a struct of label,"
                + " confidence (its probability), probabilities (in the order of the head's"
                + " classes) and top (the five most probable, label and probability). Features as"
                + " for embed. Null for null.",
            "SELECT cell_id, class.label, class.confidence FROM"
                + " (SELECT cell_id, cellora.classify(features) AS class FROM cells)"));
    this.model = model;
  }

  @Override
  public BoundFunction bind(StructType types) {
    Arguments.of(text(), types, 1, 1).vector(0);
    ClassForm form = new ClassForm(model.head());
    return new CellFunction(name(), new EmbedCall(model.kernel(), model.requiredAdapter(), form));
  }
}
