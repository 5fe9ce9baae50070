package io.cellora.job.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.Locale;

/** Draws the cells of a confusion matrix, the names along its sides and the axis titles. */
final class MatrixPainter {

  private static final double SHARES_FROM = 52;

  private final Graphics2D g;
  private final ConfusionMatrix matrix;
  private final MatrixLayout at;

  MatrixPainter(Graphics2D g, ConfusionMatrix matrix, MatrixLayout at) {
    this.g = g;
    this.matrix = matrix;
    this.at = at;
  }

  void paint() {
    for (int row = 0; row < matrix.size(); row++) {
      for (int column = 0; column < matrix.size(); column++) {
        paintCell(row, column);
      }
    }
    paintGrid();
    paintRowNames();
    paintColumnNames();
    paintAxes();
  }

  private void paintCell(int row, int column) {
    Color colour = ShareColours.of(matrix.share(row, column));
    g.setColor(matrix.support()[row] == 0 ? ShareColours.NO_CELLS : colour);
    g.fill(square(row, column));
    if (MatrixLayout.hasNumbers(matrix.size()) && matrix.counts()[row][column] > 0) {
      g.setColor(ShareColours.textOn(colour));
      paintNumber(row, column);
    }
  }

  private void paintNumber(int row, int column) {
    double x = at.left() + (column + 0.5) * at.cell();
    double y = at.top() + (row + 0.5) * at.cell();
    float size = MatrixLayout.numberSize(at.cell());
    boolean withShare = at.cell() >= SHARES_FROM;
    String number = MatrixLayout.number(matrix.counts()[row][column]);
    Text.centred(g, number, Fonts.plain(size), x, withShare ? y - size * 0.5 : y);
    if (withShare) {
      String share = percent(matrix.share(row, column));
      Text.centred(g, share, Fonts.plain(size * 0.75f), x, y + size * 0.65);
    }
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, share < 0.1 ? "%.1f %%" : "%.0f %%", share * 100);
  }

  private Rectangle2D square(int row, int column) {
    return new Rectangle2D.Double(
        at.left() + column * at.cell(), at.top() + row * at.cell(), at.cell(), at.cell());
  }

  private void paintGrid() {
    g.setStroke(new BasicStroke(0.75f));
    if (MatrixLayout.hasNumbers(matrix.size())) {
      g.setColor(ShareColours.LINE);
      for (int i = 1; i < matrix.size(); i++) {
        double offset = i * at.cell();
        g.draw(new Line2D.Double(at.left() + offset, at.top(), at.left() + offset, at.bottom()));
        g.draw(new Line2D.Double(at.left(), at.top() + offset, at.right(), at.top() + offset));
      }
    }
    g.setColor(ShareColours.FRAME);
    g.draw(new Rectangle2D.Double(at.left(), at.top(), at.side(), at.side()));
  }

  private void paintRowNames() {
    Font font = MatrixLayout.nameFont(matrix.size());
    double supportRight = at.left() - MatrixLayout.GAP;
    double nameRight = supportRight - supportWidth(font) - MatrixLayout.GAP * 1.5;
    for (int row = 0; row < matrix.size(); row += at.nameEvery()) {
      double y = at.top() + (row + 0.5) * at.cell();
      g.setColor(ShareColours.INK);
      Text.endingAt(g, at.names().get(row), font, nameRight, y);
      g.setColor(ShareColours.GREY);
      Text.endingAt(g, MatrixLayout.number(matrix.support()[row]), font, supportRight, y);
    }
    Text.endingAt(g, "cells", Fonts.plain(11), supportRight, at.top() - 10);
  }

  private double supportWidth(Font font) {
    double widest = 0;
    for (long support : matrix.support()) {
      widest = Math.max(widest, Fonts.width(MatrixLayout.number(support), font));
    }
    return widest;
  }

  private void paintColumnNames() {
    Font font = MatrixLayout.nameFont(matrix.size());
    g.setColor(ShareColours.INK);
    double angle = at.slanted() ? -Math.PI / 4 : -Math.PI / 2;
    for (int column = 0; column < matrix.size(); column += at.nameEvery()) {
      double x = at.left() + (column + 0.5) * at.cell();
      Text.endingAtTurned(
          g, at.names().get(column), font, x, at.bottom() + MatrixLayout.GAP, angle);
    }
  }

  private void paintAxes() {
    Font font = Fonts.bold(14);
    g.setColor(ShareColours.INK);
    double middle = at.side() / 2;
    Text.centred(
        g, "predicted class", font, at.left() + middle, at.bottom() + at.labelHeight() + 22);
    Text.centredTurned(
        g, "true class", font, MatrixLayout.MARGIN + 8, at.top() + middle, -Math.PI / 2);
  }
}
