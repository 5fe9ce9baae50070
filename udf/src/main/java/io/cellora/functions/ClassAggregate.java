package io.cellora.functions;

import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.catalog.functions.AggregateFunction;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** A number of a confusion matrix: an aggregate of (label, predicted), both of one type. */
interface ClassAggregate extends AggregateFunction<ClassCounts, Double> {

  DataType label();

  @Override
  default DataType[] inputTypes() {
    return new DataType[] {label(), label()};
  }

  @Override
  default DataType resultType() {
    return DataTypes.DoubleType;
  }

  @Override
  default ClassCounts newAggregationState() {
    return new ClassCounts();
  }

  @Override
  default ClassCounts update(ClassCounts state, InternalRow row) {
    return state.add(row, label());
  }

  @Override
  default ClassCounts merge(ClassCounts left, ClassCounts right) {
    return left.merge(right);
  }
}
