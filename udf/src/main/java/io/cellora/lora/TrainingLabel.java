package io.cellora.lora;

/**
 * For which training Spark jobs work, as Spark's pages show it: {@code train lora-ce seed 0: epoch
 * 3 of 40, step 120}.
 *
 * @param training such as {@code train lora-ce seed 0}
 * @param epochs of the whole training; 0 where that is not known
 */
public record TrainingLabel(String training, int epochs) {

  /** Cells that no training has asked for yet. */
  static final TrainingLabel ANY = new TrainingLabel("train", 0);

  /** Says what a job does for the training. */
  String of(String what) {
    return training + ": " + what;
  }

  /**
   * Says which step a job takes.
   *
   * @param epoch counted from 0
   */
  String of(int epoch, String step) {
    String ofAll = epochs > 0 ? " of " + epochs : "";
    return of("epoch " + (epoch + 1) + ofAll + ", " + step);
  }
}
