package io.cellora.weights;

/** What an adapter's config tells about its training; no number of the adapter depends on it. */
public record TrainedWith(float dropout, LoraInit init) {

  /** PEFT's defaults. */
  public static final TrainedWith DEFAULTS = new TrainedWith(0, LoraInit.DEFAULT);
}
