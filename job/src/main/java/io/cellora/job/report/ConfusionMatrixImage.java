package io.cellora.job.report;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;

/**
 * Draws a confusion matrix as PNG: colour is the share of the true class, the number counts cells.
 */
public final class ConfusionMatrixImage {

  /** More classes than this cannot be told apart; those with the most cells are drawn. */
  public static final int MOST_CLASSES = 400;

  /** Pixels of the picture to a point of its layout: sharp on fine screens. */
  public static final int PIXELS_PER_POINT = 2;

  private static final float TITLE_SIZE = 20;
  private static final float SUBTITLE_SIZE = 13;

  private ConfusionMatrixImage() {}

  /** Returns the same bytes for the same matrix, fonts and JDK. */
  public static byte[] png(ConfusionMatrix matrix, Caption caption) {
    Fonts.require();
    ConfusionMatrix drawn = matrix.first(MOST_CLASSES);
    MatrixLayout layout = MatrixLayout.of(drawn);
    Caption text = withNotes(caption, matrix, layout);
    BufferedImage image = blank(width(layout, text), height(layout));
    Graphics2D g = graphics(image);
    try {
      paintCaption(g, text);
      new MatrixPainter(g, drawn, layout).paint();
      ColourBar.paint(g, layout);
    } finally {
      g.dispose();
    }
    return encode(image);
  }

  /** Says what the picture leaves out. */
  private static Caption withNotes(Caption caption, ConfusionMatrix matrix, MatrixLayout layout) {
    Caption noted = caption;
    if (matrix.size() > MOST_CLASSES) {
      noted = noted.with("the %d largest of %d classes".formatted(MOST_CLASSES, matrix.size()));
    }
    if (layout.nameEvery() > 1) {
      noted = noted.with("one class in %d is named".formatted(layout.nameEvery()));
    }
    return noted;
  }

  private static double width(MatrixLayout layout, Caption caption) {
    double text =
        Math.max(
            Fonts.width(caption.title(), Fonts.bold(TITLE_SIZE)),
            Fonts.width(caption.subtitle(), Fonts.plain(SUBTITLE_SIZE)));
    return Math.max(layout.right() + ColourBar.ROOM, MatrixLayout.MARGIN * 2 + text);
  }

  private static double height(MatrixLayout layout) {
    return layout.bottom() + layout.labelHeight() + MatrixLayout.AXIS + MatrixLayout.MARGIN;
  }

  private static BufferedImage blank(double width, double height) {
    return new BufferedImage(
        (int) Math.ceil(width * PIXELS_PER_POINT),
        (int) Math.ceil(height * PIXELS_PER_POINT),
        BufferedImage.TYPE_INT_RGB);
  }

  private static Graphics2D graphics(BufferedImage image) {
    Graphics2D g = image.createGraphics();
    g.setColor(Color.WHITE);
    g.fillRect(0, 0, image.getWidth(), image.getHeight());
    g.scale(PIXELS_PER_POINT, PIXELS_PER_POINT);
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    g.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    g.setRenderingHint(
        RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
    return g;
  }

  private static void paintCaption(Graphics2D g, Caption caption) {
    Font title = Fonts.bold(TITLE_SIZE);
    g.setColor(ShareColours.INK);
    Text.startingAt(g, caption.title(), title, MatrixLayout.MARGIN, MatrixLayout.MARGIN + 10);
    g.setColor(ShareColours.GREY);
    Text.startingAt(
        g,
        caption.subtitle(),
        Fonts.plain(SUBTITLE_SIZE),
        MatrixLayout.MARGIN,
        MatrixLayout.MARGIN + 38);
  }

  private static byte[] encode(BufferedImage image) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      if (!ImageIO.write(image, "png", bytes)) {
        throw new IllegalStateException("Cannot write picture (this JDK has no PNG writer)");
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write picture (in memory)", e);
    }
    return bytes.toByteArray();
  }
}
