package io.cellora.job.config;

import java.util.List;

/**
 * What {@code run-all} is asked for; all paths may be any Hadoop path.
 *
 * @param test h5ad files held out to the end, empty when there are none
 * @param source labelled cells of another kind, on which forgetting is measured; empty for none
 * @param model a SCimilarity folder
 * @param resume whether to go on with an unfinished run of the same output
 */
public record RunRequest(
    List<String> train,
    List<String> val,
    List<String> test,
    List<String> source,
    String model,
    String out,
    boolean overwrite,
    boolean resume) {

  public RunRequest {
    train = List.copyOf(train);
    val = List.copyOf(val);
    test = List.copyOf(test);
    source = List.copyOf(source);
  }

  /** Without source cells. */
  public RunRequest(
      List<String> train,
      List<String> val,
      List<String> test,
      String model,
      String out,
      boolean overwrite,
      boolean resume) {
    this(train, val, test, List.of(), model, out, overwrite, resume);
  }

  /** The same with source cells. */
  public RunRequest withSource(List<String> paths) {
    return new RunRequest(train, val, test, paths, model, out, overwrite, resume);
  }
}
