package io.cellora.encoder;

import static org.apache.spark.sql.functions.col;

import io.cellora.batch.BatchColumns;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/** Embeds a DataFrame's column on the executors. */
public final class EncoderFrames {

  private EncoderFrames() {}

  /**
   * Adds columns of embeddings; all arms are computed in one pass over the cells.
   *
   * @param inputCol the cells' features (ml vectors of the model's genes); null gives null
   * @param arms by the name of their column, in the order of the columns
   */
  public static Dataset<Row> encode(
      Dataset<Row> cells,
      EncoderReference encoder,
      String inputCol,
      Map<String, Arm> arms,
      EmbeddingForm form) {
    StructType schema = cells.schema();
    List<Column> columns = new ArrayList<>(List.of(col("*")));
    for (Map.Entry<String, Arm> arm : arms.entrySet()) {
      schema = outputSchema(schema, inputCol, arm.getKey(), form);
      columns.add(column(encoder, inputCol, arm.getValue(), form).as(arm.getKey()));
    }
    return cells.select(columns.toArray(new Column[0]));
  }

  /** The embedding of a column of features; columns of the same encoder share one pass. */
  public static Column column(
      EncoderReference encoder, String inputCol, Arm arm, EmbeddingForm form) {
    EmbedCall call = new EmbedCall(new EncoderKernel(encoder), arm, form);
    return BatchColumns.of(new CellFunction("embed", call), inputCol);
  }

  /**
   * The schema with the embeddings' column behind.
   *
   * @throws IllegalArgumentException if the input is no vector column or the output exists
   */
  public static StructType outputSchema(
      StructType schema, String inputCol, String outputCol, EmbeddingForm form) {
    if (!Arrays.asList(schema.fieldNames()).contains(inputCol)) {
      throw new IllegalArgumentException(
          "Invalid inputCol: " + inputCol + ", expected one of " + schema.simpleString());
    }
    if (!schema.apply(inputCol).dataType().equals(SQLDataTypes.VectorType())) {
      throw new IllegalArgumentException(
          "Invalid type of column "
              + inputCol
              + ": "
              + schema.apply(inputCol).dataType().simpleString()
              + ", expected an ml vector");
    }
    if (Arrays.asList(schema.fieldNames()).contains(outputCol)) {
      throw new IllegalArgumentException(
          "Invalid outputCol: " + outputCol + ", expected a name that is not taken");
    }
    return schema.add(outputCol, form.dataType(), true);
  }
}
