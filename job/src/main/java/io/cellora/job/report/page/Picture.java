package io.cellora.job.report.page;

import java.util.Base64;

/**
 * A PNG inside the page, shown at the page's width, and at its own on demand.
 *
 * @param id unique on the page
 * @param alt what a reader who cannot see it is told
 * @param width of the picture on the screen, in the page's pixels
 */
record Picture(String id, String title, String alt, byte[] png, int width, String caption)
    implements Block {

  String data() {
    return Base64.getEncoder().encodeToString(png);
  }

  @Override
  public String template() {
    return "picture";
  }
}
