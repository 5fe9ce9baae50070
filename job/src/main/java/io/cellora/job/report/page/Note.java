package io.cellora.job.report.page;

/**
 * A paragraph.
 *
 * @param tone class of the style sheet: plain, good, bad, missing
 */
record Note(String text, String tone) implements Block {

  static Note plain(String text) {
    return new Note(text, "plain");
  }

  /** Says why something is not shown. */
  static Note missing(String text) {
    return new Note(text, "missing");
  }

  static Note bad(String text) {
    return new Note(text, "bad");
  }

  static Note good(String text) {
    return new Note(text, "good");
  }

  @Override
  public String template() {
    return "note";
  }
}
