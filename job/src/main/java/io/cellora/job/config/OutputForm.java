package io.cellora.job.config;

/** What a command prints on standard output. */
public enum OutputForm {
  /** Tables to read. */
  TABLE,
  /** One JSON object and nothing else. */
  JSON
}
