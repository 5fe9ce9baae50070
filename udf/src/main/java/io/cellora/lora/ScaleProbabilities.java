package io.cellora.lora;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import scala.collection.Seq;

/** {@link TemperatureScaling} of a column; runs on executors. */
public final class ScaleProbabilities implements UDF2<Seq<Float>, Double, float[]> {

  private static final long serialVersionUID = 1L;

  private ScaleProbabilities() {}

  /**
   * The scaled probabilities (array of float).
   *
   * @param temperature double; null is 1
   */
  public static Column of(Column probabilities, Column temperature) {
    return functions
        .udf(new ScaleProbabilities(), DataTypes.createArrayType(DataTypes.FloatType, false))
        .apply(probabilities, temperature);
  }

  @Override
  public float[] call(Seq<Float> probabilities, Double temperature) {
    return TemperatureScaling.scale(
        FloatArrays.of(probabilities), temperature == null ? TemperatureScaling.NONE : temperature);
  }
}
