package io.cellora.lora;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.api.java.UDF3;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.collection.Seq;

/** The sets of a cell by some rules; runs on executors. */
public final class ConformalSets implements UDF3<Seq<Float>, Integer, Seq<Row>, List<Row>> {

  private static final long serialVersionUID = 1L;
  private static final StructType SET =
      new StructType()
          .add("rule", DataTypes.IntegerType, false)
          .add("size", DataTypes.IntegerType, false)
          .add("covered", DataTypes.BooleanType, false);

  private ConformalSets() {}

  /**
   * An array of structs of rule (its place), size and covered, which says whether the label is in
   * the set.
   *
   * @param label the place (int) of the label among the probabilities; null if it was never taught
   * @param rules array of structs of rule (int), method (the name of a {@link ConformalScores} in
   *     small letters) and quantile (double)
   */
  public static Column of(Column probabilities, Column label, Column rules) {
    return functions
        .udf(new ConformalSets(), DataTypes.createArrayType(SET, false))
        .apply(probabilities, label, rules);
  }

  @Override
  public List<Row> call(Seq<Float> probabilities, Integer label, Seq<Row> rules) {
    Map<ConformalScores, double[]> scores = new EnumMap<>(ConformalScores.class);
    float[] all = FloatArrays.of(probabilities);
    List<Row> sets = new ArrayList<>();
    for (int i = 0; i < rules.size(); i++) {
      Row rule = rules.apply(i);
      ConformalScores method =
          ConformalScores.valueOf(rule.<String>getAs("method").toUpperCase(Locale.ROOT));
      double[] found = scores.computeIfAbsent(method, one -> one.of(all));
      double quantile = rule.getAs("quantile");
      boolean covered = label != null && found[label] <= quantile;
      sets.add(RowFactory.create(rule.<Integer>getAs("rule"), size(found, quantile), covered));
    }
    return sets;
  }

  private static int size(double[] scores, double quantile) {
    int size = 0;
    for (double score : scores) {
      size += score <= quantile ? 1 : 0;
    }
    return size;
  }
}
