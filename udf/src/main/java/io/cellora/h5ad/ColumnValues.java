package io.cellora.h5ad;

import io.cellora.h5ad.storage.NumberType;
import io.jhdf.api.Dataset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;

/** Decodes columns of obs and var into Spark's internal values: UTF8String, Integer, null ... */
final class ColumnValues {

  private ColumnValues() {}

  /** What the elements of a one-dimensional dataset are in Spark, if they can be. */
  static Optional<DataType> sparkType(Dataset dataset) {
    if (dataset.getDimensionsAsLong().length != 1) {
      return Optional.empty();
    }
    if (Slices.isText(dataset)) {
      return Optional.of(DataTypes.StringType);
    }
    return NumberType.of(dataset)
        .map(
            type ->
                switch (type) {
                  case BOOL -> DataTypes.BooleanType;
                  case INT8 -> DataTypes.ByteType;
                  case INT16, UINT8 -> DataTypes.ShortType;
                  case INT32, UINT16 -> DataTypes.IntegerType;
                  case INT64, UINT32, UINT64 -> DataTypes.LongType;
                  case FLOAT16, FLOAT32 -> DataTypes.FloatType;
                  case FLOAT64 -> DataTypes.DoubleType;
                });
  }

  /** Number of rows of a column. */
  static long length(H5adFile file, FrameColumn column) {
    return Slices.length(file, file.dataset(rowsOf(column)));
  }

  private static String rowsOf(FrameColumn column) {
    return switch (column.form()) {
      case ARRAY, OLD_CATEGORICAL -> column.object();
      case CATEGORICAL -> column.object() + "/codes";
      case NULLABLE -> column.object() + "/values";
    };
  }

  /** The values of {@code n} rows; a missing one is null. */
  static Object[] read(H5adFile file, FrameColumn column, long from, int n) {
    Object[] stored = elements(file, file.dataset(rowsOf(column)), from, n);
    return switch (column.form()) {
      case ARRAY -> stored;
      case CATEGORICAL -> decode(file, column, stored, column.object() + "/categories");
      case OLD_CATEGORICAL -> decode(file, column, stored, oldCategories(column));
      case NULLABLE -> mask(file, column, stored, from, n);
    };
  }

  /** A whole column as text, as symbols and cell ids are wanted; a missing value is null. */
  static List<String> text(H5adFile file, FrameColumn column) {
    int n = Math.toIntExact(length(file, column));
    return Arrays.stream(read(file, column, 0, n)).map(v -> v == null ? null : v + "").toList();
  }

  private static String oldCategories(FrameColumn column) {
    int slash = column.object().lastIndexOf('/');
    return column.object().substring(0, slash) + "/__categories/" + column.name();
  }

  private static Object[] decode(
      H5adFile file, FrameColumn column, Object[] codes, String categoriesObject) {
    Dataset dataset = file.dataset(categoriesObject);
    int size = Math.toIntExact(Slices.length(file, dataset));
    Object[] categories = elements(file, dataset, 0, size);
    Object[] values = new Object[codes.length];
    for (int i = 0; i < values.length; i++) {
      long code = ((Number) codes[i]).longValue();
      if (code < -1 || code >= size) {
        throw file.cannotRead(
            column.object() + " holds code " + code + " of " + size + " categories");
      }
      values[i] = code < 0 ? null : categories[(int) code];
    }
    return values;
  }

  private static Object[] mask(
      H5adFile file, FrameColumn column, Object[] values, long from, int n) {
    long[] mask = Slices.longs(file, file.dataset(column.object() + "/mask"), from, n);
    for (int i = 0; i < values.length; i++) {
      if (mask[i] != 0) {
        values[i] = null;
      }
    }
    return values;
  }

  private static Object[] elements(H5adFile file, Dataset dataset, long from, int n) {
    Object[] values = new Object[n];
    if (Slices.isText(dataset)) {
      String[] texts = Slices.strings(file, dataset, from, n);
      Arrays.setAll(values, i -> UTF8String.fromString(texts[i]));
      return values;
    }
    NumberType type = Slices.numberType(file, dataset);
    if (type.floating()) {
      double[] doubles = Slices.doubles(file, dataset, from, n);
      // not one conditional expression: it would make every value a double
      if (type == NumberType.FLOAT64) {
        Arrays.setAll(values, i -> doubles[i]);
      } else {
        Arrays.setAll(values, i -> (float) doubles[i]);
      }
      return values;
    }
    long[] longs = Slices.longs(file, dataset, from, n);
    Arrays.setAll(values, i -> boxed(file, dataset, type, longs[i]));
    return values;
  }

  private static Object boxed(H5adFile file, Dataset dataset, NumberType type, long value) {
    if (type == NumberType.UINT64 && value < 0) {
      throw file.cannotRead(
          dataset.getPath()
              + " holds "
              + Long.toUnsignedString(value)
              + ", too large for a bigint");
    }
    return switch (type) {
      case BOOL -> value != 0;
      case INT8 -> (byte) value;
      case INT16, UINT8 -> (short) value;
      case INT32, UINT16 -> (int) value;
      default -> value;
    };
  }
}
