package io.cellora.job.config;

/** How {@code tables} makes the result tables known to SQL. */
public enum TableForm {
  /** Tables of a database, for everyone who shares its metastore. */
  EXTERNAL,
  /** The same, in the place of tables that have these names already. */
  REPLACED,
  /** Views of one session; need no metastore. */
  TEMPORARY
}
