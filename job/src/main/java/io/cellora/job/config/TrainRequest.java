package io.cellora.job.config;

import java.util.List;

/**
 * What {@code train} is asked for; all paths may be any Hadoop path.
 *
 * @param model a SCimilarity folder
 * @param adapter a PEFT folder to train on from, or none
 * @param resume whether to go on with an unfinished run of the same output
 */
public record TrainRequest(
    CellFiles cells,
    String model,
    String out,
    List<String> adapter,
    boolean overwrite,
    boolean resume) {

  public TrainRequest {
    adapter = List.copyOf(adapter);
  }

  /** A training whose splits are given as files. */
  public TrainRequest(
      List<String> train,
      List<String> val,
      String model,
      String out,
      List<String> adapter,
      boolean overwrite,
      boolean resume) {
    this(CellFiles.given(train, val, List.of(), List.of()), model, out, adapter, overwrite, resume);
  }

  /** The same as a run of the same cells. */
  public RunRequest run() {
    return new RunRequest(cells, model, out, overwrite, resume);
  }
}
