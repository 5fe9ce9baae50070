package io.cellora.job.report;

import java.awt.BasicStroke;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;

/** The legend beside a confusion matrix: what share each colour stands for. */
final class ColourBar {

  private static final double DISTANCE = 26;
  private static final double WIDTH = 14;
  private static final double TO_LABEL = 56;
  private static final double TALLEST = 320;
  private static final int STEPS = 256;
  private static final String LABEL = "share of the true class";

  /** Room it takes to the right of the matrix, its distance from it and half a margin included. */
  static final double ROOM = DISTANCE + WIDTH + TO_LABEL + 20;

  private ColourBar() {}

  static void paint(Graphics2D g, MatrixLayout at) {
    double height = Math.min(at.side(), TALLEST);
    double x = at.right() + DISTANCE;
    for (int step = 0; step < STEPS; step++) {
      g.setColor(ShareColours.of((step + 0.5) / STEPS));
      double top = at.top() + height * (STEPS - 1 - step) / STEPS;
      // overlaps its neighbour below: no seams
      g.fill(
          new Rectangle2D.Double(
              x, top, WIDTH, Math.min(height / STEPS + 1, at.top() + height - top)));
    }
    g.setColor(ShareColours.FRAME);
    g.setStroke(new BasicStroke(0.75f));
    g.draw(new Rectangle2D.Double(x, at.top(), WIDTH, height));
    paintTicks(g, x + WIDTH, at.top(), height);
    g.setColor(ShareColours.INK);
    Font font = Fonts.plain(12);
    // longer than the bar of one or two classes: then it starts at its top
    double middle = Math.max(height, Fonts.width(LABEL, font)) / 2;
    Text.centredTurned(g, LABEL, font, x + WIDTH + TO_LABEL, at.top() + middle, -Math.PI / 2);
  }

  private static void paintTicks(Graphics2D g, double x, double top, double height) {
    Font font = Fonts.plain(11);
    for (int percent = 0; percent <= 100; percent += 25) {
      double y = top + height * (100 - percent) / 100;
      g.setColor(ShareColours.FRAME);
      g.draw(new Line2D.Double(x, y, x + 4, y));
      g.setColor(ShareColours.GREY);
      Text.startingAt(g, percent + " %", font, x + 8, y);
    }
  }
}
