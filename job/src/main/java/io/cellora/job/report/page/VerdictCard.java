package io.cellora.job.report.page;

/**
 * What an arm's result comes to.
 *
 * @param tone class of the style sheet: good, bad or plain
 * @param word the verdict itself
 */
record VerdictCard(String tone, String word, String arm, String sentence, String forgetting)
    implements Block {

  @Override
  public String template() {
    return "verdict";
  }
}
