package io.cellora.job.report.page;

import java.util.List;

/** What each colour stands for in several figures. */
record Legend(List<Figure.Key> legend) implements Block {

  @Override
  public String template() {
    return "legend";
  }
}
