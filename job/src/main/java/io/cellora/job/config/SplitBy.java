package io.cellora.job.config;

/** What stays together when cells are split. */
public enum SplitBy {
  /** Donors where they are known and there are enough, else cells. */
  AUTO,
  /** All cells of a donor, or of a value of another column. */
  DONOR,
  /** Nothing: every class is split by itself. */
  CELL
}
