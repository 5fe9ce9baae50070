package io.cellora.encoder;

import io.cellora.batch.BatchCall;
import org.apache.spark.sql.types.DataType;

/** Asks an encoder for a cell's embedding by an arm, in some form. */
public record EmbedCall(EncoderKernel kernel, Arm arm, EmbeddingForm form) implements BatchCall {

  @Override
  public DataType resultType() {
    return form.dataType();
  }

  @Override
  public String toString() {
    return arm + " as " + form;
  }
}
