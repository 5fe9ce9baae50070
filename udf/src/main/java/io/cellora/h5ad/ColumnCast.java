package io.cellora.h5ad;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Turns the values of a column as a file stores them into those of a table, losing nothing.
 *
 * @param from what {@link ColumnValues} gives
 * @param to what the table shows
 */
record ColumnCast(DataType from, DataType to) {

  /** Each holds all values of those before it. */
  private static final List<DataType> INTEGERS =
      List.of(DataTypes.ByteType, DataTypes.ShortType, DataTypes.IntegerType, DataTypes.LongType);

  private static final List<DataType> FLOATS = List.of(DataTypes.FloatType, DataTypes.DoubleType);

  /** Whether every value survives: integers wider or as doubles, floats wider, all as text. */
  boolean lossless() {
    if (same()) {
      return true;
    }
    if (to.equals(DataTypes.StringType)) {
      return INTEGERS.contains(from) || FLOATS.contains(from) || from.equals(DataTypes.BooleanType);
    }
    return wider(INTEGERS) || wider(FLOATS) || exactAsFloating();
  }

  /** Types are the same whether or not their parts may be null. */
  private boolean same() {
    return from.equals(to) || from.catalogString().equals(to.catalogString());
  }

  /** A double holds 53 bits of an integer, a float 24. */
  private boolean exactAsFloating() {
    int width = INTEGERS.indexOf(from);
    return width >= 0
        && (to.equals(DataTypes.DoubleType) && width < 3
            || to.equals(DataTypes.FloatType) && width < 2);
  }

  private boolean wider(List<DataType> kind) {
    return kind.contains(from) && kind.indexOf(to) > kind.indexOf(from);
  }

  /** The narrowest type that holds both, if they are of one kind. */
  static Optional<DataType> common(DataType one, DataType other) {
    if (one.equals(other) || new ColumnCast(other, one).widens()) {
      return Optional.of(one);
    }
    return new ColumnCast(one, other).widens() ? Optional.of(other) : Optional.empty();
  }

  private boolean widens() {
    return wider(INTEGERS) || wider(FLOATS);
  }

  /** Casts in place; a missing value stays missing. */
  Object[] apply(Object[] values) {
    if (!same()) {
      UnaryOperator<Object> cast = cast();
      for (int i = 0; i < values.length; i++) {
        values[i] = values[i] == null ? null : cast.apply(values[i]);
      }
    }
    return values;
  }

  private UnaryOperator<Object> cast() {
    if (to.equals(DataTypes.StringType)) {
      return value -> UTF8String.fromString(value.toString());
    }
    return switch (to.typeName()) {
      case "short" -> value -> ((Number) value).shortValue();
      case "integer" -> value -> ((Number) value).intValue();
      case "long" -> value -> ((Number) value).longValue();
      case "float" -> value -> ((Number) value).floatValue();
      case "double" -> value -> ((Number) value).doubleValue();
      default -> throw new IllegalStateException("Cannot cast " + from + " to " + to);
    };
  }
}
