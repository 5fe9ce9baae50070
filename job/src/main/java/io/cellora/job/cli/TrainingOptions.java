package io.cellora.job.cli;

import picocli.CommandLine.Option;

/** What every command that trains is given beside its cells. */
final class TrainingOptions {

  @Option(
      names = "--model",
      paramLabel = "DIR",
      required = true,
      description = "SCimilarity folder, released or made by pretrain.")
  private String model;

  @Option(
      names = "--resume",
      description = {
        "Go on where an unfinished run with this --out stopped, to the same bytes; files must be the",
        "same, and settings that cells and training depend on. Starts anew if there is none; where",
        "the run is done, tells again what came of it. Default: refuse to drop one."
      })
  private boolean resume;

  String model() {
    return model;
  }

  boolean resume() {
    return resume;
  }
}
