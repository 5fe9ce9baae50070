package io.cellora.job.report.page;

import java.util.List;

/** Blocks that open when asked for. */
record Details(String summary, List<Block> blocks) implements Block {

  Details {
    blocks = List.copyOf(blocks);
  }

  /** Each block's text. */
  List<String> parts() {
    return blocks.stream().map(Block::html).toList();
  }

  @Override
  public String template() {
    return "details";
  }
}
