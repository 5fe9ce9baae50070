package io.cellora.lora;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import scala.collection.Seq;

/** The conformal score of a cell's label by each method; runs on executors. */
public final class LabelConformity implements UDF2<Seq<Float>, Integer, double[]> {

  private static final long serialVersionUID = 1L;

  private LabelConformity() {}

  /**
   * An array of double in the order of {@link ConformalScores}.
   *
   * @param label the place (int) of the label among the probabilities; null if it was never taught
   */
  public static Column of(Column probabilities, Column label) {
    return functions
        .udf(new LabelConformity(), DataTypes.createArrayType(DataTypes.DoubleType, false))
        .apply(probabilities, label);
  }

  @Override
  public double[] call(Seq<Float> probabilities, Integer label) {
    ConformalScores[] methods = ConformalScores.values();
    double[] scores = new double[methods.length];
    float[] all = FloatArrays.of(probabilities);
    for (int i = 0; i < scores.length; i++) {
      scores[i] = label == null ? ConformalScores.UNTAUGHT : methods[i].of(all)[label];
    }
    return scores;
  }
}
