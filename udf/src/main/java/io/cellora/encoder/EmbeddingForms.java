package io.cellora.encoder;

import java.util.Arrays;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** The plain forms of an embedding. */
public enum EmbeddingForms implements EmbeddingForm {
  /** {@code array<float>} */
  ARRAY {
    @Override
    public DataType dataType() {
      return DataTypes.createArrayType(DataTypes.FloatType, false);
    }

    @Override
    public Object value(float[] embeddings, int from, int latent) {
      return UnsafeArrayData.fromPrimitiveArray(
          Arrays.copyOfRange(embeddings, from, from + latent));
    }
  },

  /** MLlib's dense vector. */
  VECTOR {
    @Override
    public DataType dataType() {
      return SQLDataTypes.VectorType();
    }

    @Override
    public Object value(float[] embeddings, int from, int latent) {
      double[] values = new double[latent];
      for (int i = 0; i < latent; i++) {
        values[i] = embeddings[from + i];
      }
      return VectorRows.dense(values);
    }
  }
}
