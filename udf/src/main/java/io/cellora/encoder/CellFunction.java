package io.cellora.encoder;

import io.cellora.batch.BatchFunction;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;

/** A function of a cell's features (an ml vector of the model's genes). */
public record CellFunction(String name, EmbedCall call) implements BatchFunction {

  @Override
  public DataType[] inputTypes() {
    return new DataType[] {SQLDataTypes.VectorType()};
  }

  /** Repeated here, because Spark takes no function whose own class does not declare it. */
  @Override
  public Object produceResult(InternalRow arguments) {
    return BatchFunction.super.produceResult(arguments);
  }
}
