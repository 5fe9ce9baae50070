package io.cellora.job.report;

import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;

/** Draws a line of text so that the middle of its letters lies at y. */
final class Text {

  // Half the height of figures and capitals, as part of the font size.
  private static final double HALF_HEIGHT = 0.36;

  private Text() {}

  static void startingAt(Graphics2D g, String text, Font font, double x, double y) {
    draw(g, text, font, x, y);
  }

  static void endingAt(Graphics2D g, String text, Font font, double x, double y) {
    draw(g, text, font, x - Fonts.width(text, font), y);
  }

  static void centred(Graphics2D g, String text, Font font, double x, double y) {
    draw(g, text, font, x - Fonts.width(text, font) / 2, y);
  }

  static void endingAtTurned(
      Graphics2D g, String text, Font font, double x, double y, double angle) {
    turned(g, x, y, angle, () -> endingAt(g, text, font, 0, 0));
  }

  static void centredTurned(
      Graphics2D g, String text, Font font, double x, double y, double angle) {
    turned(g, x, y, angle, () -> centred(g, text, font, 0, 0));
  }

  private static void turned(Graphics2D g, double x, double y, double angle, Runnable drawing) {
    AffineTransform before = g.getTransform();
    g.translate(x, y);
    g.rotate(angle);
    drawing.run();
    g.setTransform(before);
  }

  private static void draw(Graphics2D g, String text, Font font, double x, double y) {
    g.setFont(font);
    g.drawString(text, (float) x, (float) (y + font.getSize2D() * HALF_HEIGHT));
  }
}
