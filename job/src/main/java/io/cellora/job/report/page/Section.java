package io.cellora.job.report.page;

import java.util.List;

/**
 * A part of the page with a heading.
 *
 * @param id what the contents bar links to
 * @param menu its name there
 */
record Section(String id, String menu, String title, List<Block> blocks) implements Block {

  Section {
    blocks = List.copyOf(blocks);
  }

  /** Each block's text. */
  List<String> parts() {
    return blocks.stream().map(Block::html).toList();
  }

  @Override
  public String template() {
    return "section";
  }
}
