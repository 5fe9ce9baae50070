package io.cellora.lora;

import io.cellora.encoder.EmbeddingForm;
import io.cellora.encoder.EmbeddingForms;
import io.cellora.encoder.VectorRows;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * A head's answer about an embedding as MLlib's three columns in a struct.
 *
 * @param name of the head; forms of equal names are taken for the same
 */
record ScoreForm(String name, Broadcast<ClassifierHead> head) implements EmbeddingForm {

  static final String RAW = "raw";
  static final String PROBABILITY = "probability";
  static final String PREDICTION = "prediction";
  static final EmbeddingForm VECTOR = EmbeddingForms.VECTOR;

  @Override
  public DataType dataType() {
    return new StructType()
        .add(RAW, SQLDataTypes.VectorType(), false)
        .add(PROBABILITY, SQLDataTypes.VectorType(), false)
        .add(PREDICTION, DataTypes.DoubleType, false);
  }

  @Override
  public Object value(float[] embeddings, int from, int latent) {
    double[] scores = head.value().scores(ClassifierHead.widened(embeddings, from, latent));
    double[] probabilities = ClassifierHead.softmax(scores);
    return new GenericInternalRow(
        new Object[] {
          VectorRows.dense(scores),
          VectorRows.dense(probabilities),
          (double) ClassifierHead.firstLargest(probabilities)
        });
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ScoreForm that && name.equals(that.name);
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }

  @Override
  public String toString() {
    return "scores of " + name;
  }
}
