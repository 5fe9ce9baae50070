package io.cellora.batch;

import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.catalog.functions.ScalarFunction;
import org.apache.spark.sql.types.DataType;

/**
 * A function of SQL that stands for a {@link BatchCall}. Where the optimizer could not give it an
 * operator (inside a join's condition, say) it computes a batch of one row.
 */
public interface BatchFunction extends ScalarFunction<Object> {

  BatchCall call();

  @Override
  default DataType resultType() {
    return call().resultType();
  }

  @Override
  default Object produceResult(InternalRow arguments) {
    return SingleRows.evaluate(call(), arguments);
  }
}
