package io.cellora.job.report;

import java.awt.Font;
import java.awt.font.FontRenderContext;

/** The fonts of pictures, measured without a screen. */
final class Fonts {

  private static final FontRenderContext CONTEXT = new FontRenderContext(null, true, true);
  private static final String ELLIPSIS = "\u2026";

  private Fonts() {}

  /**
   * Makes sure that text can be drawn on this machine.
   *
   * @throws IllegalStateException if the JDK finds no font; says what to install
   */
  static void require() {
    // A DISPLAY variable that leads nowhere would otherwise stop every picture.
    if (System.getProperty("java.awt.headless") == null) {
      System.setProperty("java.awt.headless", "true");
    }
    try {
      width("x", plain(12));
    } catch (InternalError | LinkageError | RuntimeException e) {
      throw new IllegalStateException(
          "Cannot draw text (Java finds no font): install fontconfig and one font, for example"
              + " apt-get install fontconfig fonts-dejavu-core, or"
              + " dnf install fontconfig dejavu-sans-fonts",
          e);
    }
  }

  static Font plain(float size) {
    return new Font(Font.SANS_SERIF, Font.PLAIN, 1).deriveFont(size);
  }

  static Font bold(float size) {
    return new Font(Font.SANS_SERIF, Font.BOLD, 1).deriveFont(size);
  }

  static double width(String text, Font font) {
    return font.getStringBounds(text, CONTEXT).getWidth();
  }

  /** Shortens a text that is wider than allowed, in its middle: names differ at both ends. */
  static String fit(String text, Font font, double allowed) {
    if (width(text, font) <= allowed) {
      return text;
    }
    int kept = text.length() - 1;
    while (kept > 1 && width(cut(text, kept), font) > allowed) {
      kept--;
    }
    return cut(text, kept);
  }

  private static String cut(String text, int kept) {
    int head = (kept + 1) / 2;
    return text.substring(0, head).strip()
        + ELLIPSIS
        + text.substring(text.length() - (kept - head)).strip();
  }
}
