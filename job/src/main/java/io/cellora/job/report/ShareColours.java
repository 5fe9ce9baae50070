package io.cellora.job.report;

import java.awt.Color;

/**
 * A scale from white to dark blue that gets darker evenly: readable in grey and for every kind of
 * colour vision.
 */
final class ShareColours {

  static final Color INK = new Color(0x1b2733);
  static final Color GREY = new Color(0x5f6c7a);
  static final Color LINE = new Color(0xe3e8ed);
  static final Color FRAME = new Color(0x9aa7b4);
  static final Color NO_CELLS = new Color(0xf4f5f7);

  private static final double[] DARKEST = {8, 38, 92};
  private static final double[] MIDDLE = {58, 130, 190};
  private static final double[] PALEST = {231, 240, 248};

  private ShareColours() {}

  /** Returns white for exactly 0: the smallest share differs from none. */
  static Color of(double share) {
    if (share <= 0) {
      return Color.WHITE;
    }
    double at = Math.min(share, 1);
    return at < 0.5 ? mix(PALEST, MIDDLE, at * 2) : mix(MIDDLE, DARKEST, at * 2 - 1);
  }

  /** Returns white or black, whichever contrasts more: one of them always reaches 4.5. */
  static Color textOn(Color background) {
    return contrast(Color.WHITE, background) > contrast(Color.BLACK, background)
        ? Color.WHITE
        : Color.BLACK;
  }

  /** The contrast ratio of the Web Content Accessibility Guidelines, 1 to 21; text wants 4.5. */
  static double contrast(Color one, Color other) {
    double a = luminance(one);
    double b = luminance(other);
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  }

  private static double luminance(Color colour) {
    return 0.2126 * linear(colour.getRed())
        + 0.7152 * linear(colour.getGreen())
        + 0.0722 * linear(colour.getBlue());
  }

  private static double linear(int channel) {
    double value = channel / 255.0;
    return value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
  }

  private static Color mix(double[] from, double[] to, double part) {
    int[] mixed = new int[3];
    for (int i = 0; i < 3; i++) {
      mixed[i] = (int) Math.round(from[i] + (to[i] - from[i]) * part);
    }
    return new Color(mixed[0], mixed[1], mixed[2]);
  }
}
