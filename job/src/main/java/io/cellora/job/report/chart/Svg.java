package io.cellora.job.report.chart;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Text of SVG elements: values are escaped, numbers short and the same in every locale. */
final class Svg {

  private static final int DECIMALS = 2;

  private final StringBuilder text = new StringBuilder();

  /** Opens an element; attributes as name, value, name, value. */
  Svg open(String element, Object... attributes) {
    start(element, attributes).append('>');
    return this;
  }

  Svg close(String element) {
    text.append("</").append(element).append('>');
    return this;
  }

  Svg empty(String element, Object... attributes) {
    start(element, attributes).append("/>");
    return this;
  }

  Svg words(String element, String words, Object... attributes) {
    open(element, attributes);
    text.append(escape(words));
    return close(element);
  }

  private StringBuilder start(String element, Object... attributes) {
    text.append('<').append(element);
    for (int i = 0; i < attributes.length; i += 2) {
      text.append(' ').append(attributes[i]).append("=\"");
      text.append(
          attributes[i + 1] instanceof Double number
              ? number(number)
              : escape(String.valueOf(attributes[i + 1])));
      text.append('"');
    }
    return text;
  }

  static String number(double value) {
    BigDecimal rounded = BigDecimal.valueOf(value).setScale(DECIMALS, RoundingMode.HALF_EVEN);
    return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
  }

  static String escape(String words) {
    return words
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
