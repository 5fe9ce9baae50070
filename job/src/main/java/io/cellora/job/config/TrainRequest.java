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
    List<String> train,
    List<String> val,
    String model,
    String out,
    List<String> adapter,
    boolean overwrite,
    boolean resume) {

  public TrainRequest {
    train = List.copyOf(train);
    val = List.copyOf(val);
    adapter = List.copyOf(adapter);
  }

  /** The same as a run without cells to test on. */
  public RunRequest run() {
    return new RunRequest(train, val, List.of(), model, out, overwrite, resume);
  }
}
