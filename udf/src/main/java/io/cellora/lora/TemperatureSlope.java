package io.cellora.lora;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.api.java.UDF3;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.collection.Seq;

/**
 * How the loss of a cell moves with the inverse temperature: gradient and curvature (double); runs
 * on executors.
 */
public final class TemperatureSlope implements UDF3<Seq<Float>, Integer, Double, Row> {

  private static final long serialVersionUID = 1L;
  private static final StructType SLOPE =
      new StructType()
          .add("gradient", DataTypes.DoubleType, false)
          .add("curvature", DataTypes.DoubleType, false);

  private TemperatureSlope() {}

  /**
   * A struct of gradient and curvature.
   *
   * @param label the place (int) of the label among the probabilities, never null
   */
  public static Column of(Column probabilities, Column label, Column inverse) {
    return functions.udf(new TemperatureSlope(), SLOPE).apply(probabilities, label, inverse);
  }

  @Override
  public Row call(Seq<Float> probabilities, Integer label, Double inverse) {
    double[] slope = TemperatureScaling.slope(FloatArrays.of(probabilities), label, inverse);
    return RowFactory.create(slope[0], slope[1]);
  }
}
