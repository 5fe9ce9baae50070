package io.cellora.h5ad;

import org.apache.spark.unsafe.types.UTF8String;

/** Values of obs columns as Spark holds them inside, compared as Spark compares them. */
final class CellValue {

  private CellValue() {}

  /** Whether a filter's value is of a type that obs columns have. */
  static boolean isKnown(Object value) {
    return value instanceof String
        || value instanceof Boolean
        || value instanceof Byte
        || value instanceof Short
        || value instanceof Integer
        || value instanceof Long
        || value instanceof Float
        || value instanceof Double;
  }

  /** A filter's value as columns hold it. */
  static Object internal(Object value) {
    return value instanceof String s ? UTF8String.fromString(s) : value;
  }

  /** NaN is equal to itself and larger than all else, and both zeros are equal. */
  static int compare(Object a, Object b) {
    if (a instanceof UTF8String x && b instanceof UTF8String y) {
      return x.compareTo(y);
    }
    if (a instanceof Boolean x && b instanceof Boolean y) {
      return Boolean.compare(x, y);
    }
    if (a instanceof Number x && b instanceof Number y) {
      boolean floating = isFloating(a) || isFloating(b);
      return floating
          ? compare(x.doubleValue(), y.doubleValue())
          : Long.compare(x.longValue(), y.longValue());
    }
    throw new IllegalStateException(
        "Cannot compare " + a.getClass().getSimpleName() + " and " + b.getClass().getSimpleName());
  }

  private static boolean isFloating(Object value) {
    return value instanceof Double || value instanceof Float;
  }

  private static int compare(double a, double b) {
    return a == b ? 0 : Double.compare(a, b);
  }
}
