package io.cellora.functions;

import java.util.TreeMap;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.catalog.functions.AggregateFunction;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** A number of a confusion matrix: an aggregate of (label, predicted), both of one type. */
interface ClassAggregate extends AggregateFunction<TreeMap<String, long[]>, Double> {

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
  default TreeMap<String, long[]> newAggregationState() {
    return new TreeMap<>();
  }

  @Override
  default TreeMap<String, long[]> update(TreeMap<String, long[]> state, InternalRow row) {
    ClassCounts.add(state, row, label());
    return state;
  }

  @Override
  default TreeMap<String, long[]> merge(
      TreeMap<String, long[]> left, TreeMap<String, long[]> right) {
    ClassCounts.addAll(left, right);
    return left;
  }
}
