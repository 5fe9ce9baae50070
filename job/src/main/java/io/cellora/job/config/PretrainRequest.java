package io.cellora.job.config;

import java.util.List;

/**
 * What {@code pretrain} is asked for; all paths may be any Hadoop path.
 *
 * @param geneOrder a file with one gene symbol a line: the model's input
 * @param label the column of obs that makes triplets
 */
public record PretrainRequest(
    List<String> input, String geneOrder, String label, String out, boolean overwrite) {

  public PretrainRequest {
    input = List.copyOf(input);
  }
}
