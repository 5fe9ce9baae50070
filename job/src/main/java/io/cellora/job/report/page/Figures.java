package io.cellora.job.report.page;

import java.util.List;

/** Figures side by side where the page is wide enough. */
record Figures(List<Figure> all) implements Block {

  Figures {
    all = List.copyOf(all);
  }

  /** Each figure's text. */
  List<String> parts() {
    return all.stream().map(Block::html).toList();
  }

  @Override
  public String template() {
    return "figures";
  }
}
