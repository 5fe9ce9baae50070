package io.cellora.knn;

import static org.apache.spark.ml.functions.vector_to_array;
import static org.apache.spark.sql.functions.col;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructType;

/**
 * Reads and checks embeddings from rows: what torch gets is finite and as wide as the reference.
 *
 * @param table the table's part, for messages
 * @param index the embedding's position in a row
 * @param id the position of the column that names a row, or -1
 */
record EmbeddingColumn(String table, int index, int id) implements Serializable {

  static final String ID = "cell_id";

  static EmbeddingColumn of(String table, StructType schema, String column) {
    List<String> names = Arrays.asList(schema.fieldNames());
    return new EmbeddingColumn(table, names.indexOf(column), names.indexOf(ID));
  }

  /** A column by its name, whatever stands in it. */
  static Column quoted(String name) {
    return col("`" + name + "`");
  }

  /** The rows with embeddings as arrays of float, which ml vectors and arrays of numbers become. */
  static Dataset<Row> asFloats(Dataset<Row> rows, String column) {
    if (!Arrays.asList(rows.columns()).contains(column)) {
      throw new IllegalArgumentException(
          "Cannot find column of embeddings (there is %s): %s"
              .formatted(String.join(", ", rows.columns()), column));
    }
    DataType type = rows.schema().apply(column).dataType();
    if (type.equals(SQLDataTypes.VectorType())) {
      return rows.withColumn(column, vector_to_array(quoted(column), "float32"));
    }
    if (type instanceof ArrayType array && array.elementType() instanceof NumericType) {
      return rows.withColumn(
          column, quoted(column).cast(DataTypes.createArrayType(DataTypes.FloatType)));
    }
    throw new IllegalArgumentException(
        "Invalid type of column %s: %s, expected array<float> or an ml vector"
            .formatted(column, type.simpleString()));
  }

  /**
   * The row's embedding.
   *
   * @throws IllegalArgumentException if it has another width or a value that is no finite number
   */
  float[] read(Row row, int width) {
    List<Float> values = row.getList(index);
    requireWidth(name(row), values.size(), width);
    float[] embedding = new float[width];
    int place = 0;
    for (Float value : values) {
      embedding[place] = requireFinite(name(row), value, place);
      place++;
    }
    return embedding;
  }

  static void requireWidth(String name, int found, int width) {
    if (found != width) {
      throw new IllegalArgumentException(
          "Invalid width of %s: %d, expected %d as in the reference".formatted(name, found, width));
    }
  }

  static float requireFinite(String name, Float value, int place) {
    if (value == null || !Float.isFinite(value)) {
      throw new IllegalArgumentException(
          "Invalid value of %s at %d: %s, expected a finite number".formatted(name, place, value));
    }
    return value;
  }

  private String name(Row row) {
    return "embedding (%s%s)".formatted(table, id < 0 ? "" : ", cell " + row.get(id));
  }
}
