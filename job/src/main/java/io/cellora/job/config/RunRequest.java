package io.cellora.job.config;

import java.util.List;

/**
 * What {@code run-all} is asked for; all paths may be any Hadoop path.
 *
 * @param model a SCimilarity folder
 * @param resume whether to go on with an unfinished run of the same output
 */
public record RunRequest(
    CellFiles cells, String model, String out, boolean overwrite, boolean resume) {

  /**
   * A run whose splits are given as files.
   *
   * @param test h5ad files held out to the end, empty when there are none
   */
  public RunRequest(
      List<String> train,
      List<String> val,
      List<String> test,
      String model,
      String out,
      boolean overwrite,
      boolean resume) {
    this(CellFiles.given(train, val, List.of(), test), model, out, overwrite, resume);
  }

  public List<String> train() {
    return cells.of(CellFiles.TRAIN);
  }

  public List<String> val() {
    return cells.of(CellFiles.VAL);
  }

  public List<String> test() {
    return cells.of(CellFiles.TEST);
  }
}
