package io.cellora.job.report.page;

import java.util.List;

/**
 * What an arm's result comes to.
 *
 * @param tone class of the style sheet: good, bad or plain
 * @param word the verdict itself
 * @param sentences one for each baseline
 */
record VerdictCard(String tone, String word, String arm, List<String> sentences, String forgetting)
    implements Block {

  VerdictCard {
    sentences = List.copyOf(sentences);
  }

  @Override
  public String template() {
    return "verdict";
  }
}
