package io.cellora.h5ad;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.connector.expressions.Expression;
import org.apache.spark.sql.connector.expressions.NamedReference;
import org.apache.spark.sql.connector.expressions.aggregate.AggregateFunc;
import org.apache.spark.sql.connector.expressions.aggregate.Aggregation;
import org.apache.spark.sql.connector.expressions.aggregate.Count;
import org.apache.spark.sql.connector.expressions.aggregate.CountStar;
import org.apache.spark.sql.connector.expressions.aggregate.Max;
import org.apache.spark.sql.connector.expressions.aggregate.Min;
import org.apache.spark.sql.connector.read.LocalScan;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Counts, and the least and greatest shard or row, as the driver knows them from the shards'
 * metadata: no partition is read.
 *
 * @param readSchema a column an aggregate
 */
record MetadataAggregate(StructType readSchema, Object[] values) implements LocalScan {

  /** The answer to an aggregation over all cells, if the metadata has it. */
  static Optional<MetadataAggregate> of(Aggregation aggregation, List<Shard> shards) {
    if (aggregation.groupByExpressions().length > 0) {
      return Optional.empty();
    }
    StructType schema = new StructType();
    List<Object> values = new ArrayList<>();
    for (AggregateFunc function : aggregation.aggregateExpressions()) {
      Optional<Answer> answer = answer(function, shards);
      if (answer.isEmpty()) {
        return Optional.empty();
      }
      schema = schema.add(function.describe(), answer.get().type());
      values.add(answer.get().value());
    }
    return Optional.of(new MetadataAggregate(schema, values.toArray()));
  }

  /** A value, null if there are no cells, and its type. */
  private record Answer(DataType type, Object value) {}

  private static Optional<Answer> answer(AggregateFunc function, List<Shard> shards) {
    List<Shard> filled = shards.stream().filter(shard -> shard.rows() > 0).toList();
    if (function instanceof CountStar) {
      return Optional.of(count(filled));
    }
    if (function instanceof Count count && !count.isDistinct()) {
      return isNeverNull(count.column()) ? Optional.of(count(filled)) : Optional.empty();
    }
    if (function instanceof Min min) {
      return extreme(name(min.column()), filled, false);
    }
    if (function instanceof Max max) {
      return extreme(name(max.column()), filled, true);
    }
    return Optional.empty();
  }

  private static Answer count(List<Shard> shards) {
    return new Answer(DataTypes.LongType, shards.stream().mapToLong(Shard::rows).sum());
  }

  private static boolean isNeverNull(Expression column) {
    String name = name(column);
    return name.equals(H5adColumns.ROW) || name.equals(H5adColumns.SHARD);
  }

  private static Optional<Answer> extreme(String column, List<Shard> shards, boolean greatest) {
    if (column.equals(H5adColumns.ROW)) {
      Long last = shards.stream().map(shard -> shard.rows() - 1).max(Long::compare).orElse(null);
      return Optional.of(new Answer(DataTypes.LongType, greatest || last == null ? last : 0L));
    }
    if (column.equals(H5adColumns.SHARD)) {
      var names = shards.stream().map(shard -> UTF8String.fromString(shard.name()));
      Optional<UTF8String> name =
          greatest ? names.max(UTF8String::compareTo) : names.min(UTF8String::compareTo);
      return Optional.of(new Answer(DataTypes.StringType, name.orElse(null)));
    }
    return Optional.empty();
  }

  private static String name(Expression expression) {
    return expression instanceof NamedReference reference && reference.fieldNames().length == 1
        ? reference.fieldNames()[0]
        : "";
  }

  @Override
  public InternalRow[] rows() {
    return new InternalRow[] {new GenericInternalRow(values)};
  }

  @Override
  public String description() {
    return H5adSource.NAME + " metadata " + readSchema.simpleString();
  }
}
