package io.cellora.encoder;

import java.io.Serializable;
import org.apache.spark.sql.types.DataType;

/**
 * What a query makes of an embedding: the array itself, a vector, a class. Compared by {@code
 * equals}, so that the same question is answered once.
 */
public interface EmbeddingForm extends Serializable {

  DataType dataType();

  /**
   * The value in Catalyst's form.
   *
   * @param embeddings of a batch [n, latent], flat
   * @param from where the cell's embedding begins
   */
  Object value(float[] embeddings, int from, int latent);
}
