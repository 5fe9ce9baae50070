package io.cellora.functions;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.functions;

/**
 * The area under the ROC curve of a column of scores (float, 0 to 1) and one that says whether the
 * cell is of the class: exact, the same for any partitioning. A SQL window over the scores gives
 * the same, but has to group and sort them as rows.
 */
public final class Auroc extends OverScores<Double> {

  private static final long serialVersionUID = 1L;

  private Auroc() {}

  /** The aggregate of a group; NaN where it is undefined. */
  public static Column of(Column score, Column positive) {
    return functions
        .udaf(new Auroc(), Encoders.tuple(Encoders.FLOAT(), Encoders.BOOLEAN()))
        .apply(score, positive);
  }

  @Override
  public Double finish(ScoredCells cells) {
    return cells.auroc();
  }

  @Override
  public Encoder<Double> outputEncoder() {
    return Encoders.DOUBLE();
  }
}
