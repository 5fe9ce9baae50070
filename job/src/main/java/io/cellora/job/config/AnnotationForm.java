package io.cellora.job.config;

/** In what form {@code annotate} hands over annotations. */
public enum AnnotationForm {
  /** The table annotations; it is always there. */
  PARQUET,
  /** A folder csv/ with a row for each cell, in parts. */
  CSV,
  /** A CSV for each shard, in its order, to be joined to obs. */
  OBS,
  /** An AnnData for each shard, in its order: obs and obsm, without X. */
  H5AD
}
