package io.cellora.job.report.page;

import java.math.BigDecimal;
import java.util.Locale;

/**
 * A place of a table.
 *
 * @param text what is shown
 * @param key what it is sorted by: all digits of a number
 * @param tone class of the style sheet, empty for none
 */
record Cell(String text, String key, String tone) {

  static final String NONE = "\u2013";

  static Cell text(String text) {
    return new Cell(text, text, "");
  }

  /** A number to four decimals; a dash where there is none. */
  static Cell number(double value) {
    return number(value, "%.4f");
  }

  static Cell number(double value, String format) {
    return Double.isFinite(value)
        ? new Cell(String.format(Locale.ROOT, format, value), digits(value), "")
        : new Cell(NONE, "", "");
  }

  static Cell whole(double value) {
    return number(value, "%,.0f");
  }

  /** A number with the interval around it. */
  static Cell interval(double value, double lower, double upper) {
    Cell plain = number(value);
    return Double.isFinite(lower) && Double.isFinite(upper)
        ? new Cell(plain.text() + " " + Numbers.interval(lower, upper), plain.key(), "")
        : plain;
  }

  Cell in(String otherTone) {
    return new Cell(text, key, otherTone);
  }

  private static String digits(double value) {
    return BigDecimal.valueOf(value).toPlainString();
  }
}
