package io.cellora.functions;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * The share of wrong cells (risk) among the most confident ones, the more of them are kept. Cells
 * of the same confidence are kept together; where the area counts them one by one, they come in the
 * mean of all their orders.
 */
final class RiskCurve implements ScoredCells.Ties {

  /** Points of the curve, at most. */
  private static final int POINTS = 200;

  private final long cells;
  private final double risk;
  private final List<Row> points = new ArrayList<>();
  private long kept;
  private long wrong;
  private double area;
  private Float threshold;

  private RiskCurve(long cells, double risk) {
    this.cells = cells;
    this.risk = risk;
  }

  /**
   * Follows the curve.
   *
   * @param scored confidences, and whether the cell is wrong
   * @param risk that the threshold may take
   */
  static RiskCurve of(ScoredCells scored, double risk) {
    RiskCurve curve = new RiskCurve(scored.size(), risk);
    scored.descend(curve);
    return curve;
  }

  @Override
  public void add(float confidence, long tied, long wrongOfThem) {
    double each = wrongOfThem / (double) tied;
    for (long i = 1; i <= tied; i++) {
      area += (wrong + i * each) / (kept + i);
    }
    long due = kept * POINTS / cells + 1;
    kept += tied;
    wrong += wrongOfThem;
    if (kept * POINTS / cells >= due) {
      points.add(RowFactory.create(confidence, kept / (double) cells, wrong / (double) kept));
    }
    if (wrong / (double) kept <= risk) {
      threshold = confidence;
    }
  }

  long wrong() {
    return wrong;
  }

  /** The mean of the risks over all numbers of cells that are kept. */
  double area() {
    return area / cells;
  }

  /** The same of an order in which every right cell is more confident than any wrong one. */
  double leastArea() {
    double least = 0;
    for (long i = 1; i <= wrong; i++) {
      least += i / (double) (cells - wrong + i);
    }
    return least / cells;
  }

  /** The smallest confidence down to which the risk is kept; null if there is none. */
  Float threshold() {
    return threshold;
  }

  /** Confidence of the last cell kept, coverage and risk. */
  List<Row> points() {
    return points;
  }
}
