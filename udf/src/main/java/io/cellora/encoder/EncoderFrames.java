package io.cellora.encoder;

import io.cellora.weights.LoraWeights;
import java.util.Arrays;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/** Embeds a DataFrame's column on the executors; the driver's side of {@link EncodeRows}. */
public final class EncoderFrames {

  private EncoderFrames() {}

  /**
   * Adds a column of embeddings (dense vectors of the latent size).
   *
   * @param adapter null for the frozen encoder alone
   * @param batchSize cells a call of torch
   */
  public static Dataset<Row> encode(
      Dataset<Row> cells,
      EncoderReference encoder,
      Broadcast<LoraWeights> adapter,
      String inputCol,
      String outputCol,
      int batchSize) {
    StructType schema = outputSchema(cells.schema(), inputCol, outputCol);
    EncodeRows rows =
        new EncodeRows(encoder, adapter, cells.schema().fieldIndex(inputCol), batchSize);
    return cells.mapPartitions(rows, Encoders.row(schema));
  }

  /**
   * The schema with the embeddings' column behind.
   *
   * @throws IllegalArgumentException if the input is no vector column or the output exists
   */
  static StructType outputSchema(StructType schema, String inputCol, String outputCol) {
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
    return schema.add(outputCol, SQLDataTypes.VectorType(), true);
  }
}
