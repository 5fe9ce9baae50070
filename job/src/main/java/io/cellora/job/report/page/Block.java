package io.cellora.job.report.page;

/** A part of a section that has a template of its own. */
interface Block {

  /** Name of the template. */
  String template();

  default String html() {
    return Templates.render(template(), this);
  }
}
