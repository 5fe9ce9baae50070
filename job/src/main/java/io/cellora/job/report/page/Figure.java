package io.cellora.job.report.page;

import java.util.List;

/**
 * A picture with its caption.
 *
 * @param title stands above it
 * @param drawing SVG or HTML as a chart writes it, escaped already
 * @param legend what each colour stands for
 * @param caption stands below it
 */
record Figure(String title, String drawing, List<Key> legend, String caption) implements Block {

  /** A colour of the palette and its meaning. */
  record Key(int colour, String name) {}

  Figure {
    legend = List.copyOf(legend);
  }

  @Override
  public String template() {
    return "figure";
  }
}
