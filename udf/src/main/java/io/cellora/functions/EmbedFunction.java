package io.cellora.functions;

import io.cellora.encoder.Arm;
import io.cellora.encoder.CellFunction;
import io.cellora.encoder.EmbedCall;
import io.cellora.encoder.EmbeddingForms;
import io.cellora.encoder.EncoderKernel;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.catalog.functions.BoundFunction;
import org.apache.spark.sql.connector.catalog.functions.ScalarFunction;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/** {@code embed(features [, arm])}: a cell's embedding. */
final class EmbedFunction extends CelloraFunction {

  private static final String NAME = "embed";
  private static final String BASE = "base";
  private static final String ADAPTER = "adapter";

  private final CatalogModel model;

  EmbedFunction(CatalogModel model) {
    super(
        new FunctionText(
            "embed(features [, arm])",
            "The embedding of a cell, an array of floats of length 1, by the catalog's model:"
                + " features are aligned to its genes and log-normalised. The arm is the constant"
                + " 'base' or 'adapter', which adds the catalog's adapter. Null for null.",
            "SELECT cell_id, cellora.embed(features) AS embedding FROM cells"));
    this.model = model;
  }

  @Override
  public BoundFunction bind(StructType types) {
    Arguments arguments = Arguments.of(text(), types, 1, 2);
    DataType vector = arguments.vector(0);
    Map<String, Arm> arms = new TreeMap<>(Map.of(BASE, Arm.BASE));
    if (arguments.size() == 1) {
      return function(model.kernel(), Arm.BASE);
    }
    model.adapter().ifPresent(adapter -> arms.put(ADAPTER, adapter));
    return new ByArm(model.kernel(), arms, vector, arguments.text(1));
  }

  private static CellFunction function(EncoderKernel kernel, Arm arm) {
    return new CellFunction(NAME, new EmbedCall(kernel, arm, EmbeddingForms.ARRAY));
  }

  /** The arm is not known yet; it has to be before rows are, so that they are embedded together. */
  record ByArm(EncoderKernel kernel, Map<String, Arm> arms, DataType vector, DataType text)
      implements ScalarFunction<Object>, FixesArgument {

    @Override
    public DataType[] inputTypes() {
      return new DataType[] {vector, text};
    }

    @Override
    public DataType resultType() {
      return EmbeddingForms.ARRAY.dataType();
    }

    @Override
    public String name() {
      return NAME;
    }

    @Override
    public ScalarFunction<?> fix(Object name) {
      Arm arm = arms.get(name.toString());
      if (arm == null) {
        throw new IllegalArgumentException(
            "Invalid arm: %s, expected one of %s (adapter needs the catalog's option adapter)"
                .formatted(name, arms.keySet()));
      }
      return function(kernel, arm);
    }

    @Override
    public Object produceResult(InternalRow row) {
      throw new IllegalArgumentException(
          "Invalid arm: a value of the row, expected a constant that is one of " + arms.keySet());
    }
  }
}
