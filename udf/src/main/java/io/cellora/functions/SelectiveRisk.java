package io.cellora.functions;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * What a classifier gets wrong if it abstains on its least confident cells: exact, the same for any
 * partitioning, 4 bytes a cell. See {@link RiskCurve} for ties.
 */
public final class SelectiveRisk extends OverScores<Row> {

  private static final long serialVersionUID = 1L;
  private static final StructType POINT =
      new StructType()
          .add("confidence", DataTypes.FloatType, false)
          .add("coverage", DataTypes.DoubleType, false)
          .add("risk", DataTypes.DoubleType, false);
  private static final StructType RESULT =
      new StructType()
          .add("n", DataTypes.LongType, false)
          .add("n_wrong", DataTypes.LongType, false)
          .add("aurc", DataTypes.DoubleType, true)
          .add("e_aurc", DataTypes.DoubleType, true)
          .add("threshold", DataTypes.FloatType, true)
          .add("points", DataTypes.createArrayType(POINT, false), false);

  private final double risk;

  private SelectiveRisk(double risk) {
    this.risk = risk;
  }

  /**
   * A struct of n, n_wrong, aurc (the area under the curve of risk by coverage), e_aurc (what it is
   * above that of the best order), threshold (the smallest confidence down to which the risk is
   * kept, or null) and points (confidence, coverage, risk; at most 200). Without areas, threshold
   * and points where a confidence is no probability.
   *
   * @param confidence float
   * @param wrong boolean
   * @param risk that the threshold may take
   */
  public static Column of(Column confidence, Column wrong, double risk) {
    return functions
        .udaf(new SelectiveRisk(risk), Encoders.tuple(Encoders.FLOAT(), Encoders.BOOLEAN()))
        .apply(confidence, wrong);
  }

  @Override
  public Row finish(ScoredCells cells) {
    RiskCurve curve = RiskCurve.of(cells, risk);
    if (cells.undefined()) {
      return RowFactory.create(cells.size(), curve.wrong(), null, null, null, new Row[0]);
    }
    return RowFactory.create(
        cells.size(),
        curve.wrong(),
        curve.area(),
        curve.area() - curve.leastArea(),
        curve.threshold(),
        curve.points().toArray(new Row[0]));
  }

  @Override
  public Encoder<Row> outputEncoder() {
    return Encoders.row(RESULT);
  }
}
