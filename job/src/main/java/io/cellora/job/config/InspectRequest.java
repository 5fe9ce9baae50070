package io.cellora.job.config;

import java.util.List;
import java.util.Optional;

/**
 * What {@code inspect} is asked for; all paths may be any Hadoop path.
 *
 * @param files h5ad files, folders and globs
 * @param geneOrder a gene symbol a line, to compare genes with
 */
public record InspectRequest(List<String> files, Optional<String> geneOrder, OutputForm form) {

  public InspectRequest {
    files = List.copyOf(files);
  }
}
