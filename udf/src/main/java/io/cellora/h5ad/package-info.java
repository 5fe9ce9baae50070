/**
 * The Spark DataSource V2 {@code h5ad}: AnnData shards on any Hadoop path become DataFrames.
 *
 * <p>Runs on both sides of the border: planning on the driver, decoding on executors. Imports
 * {@code io.cellora.genes} and {@code io.cellora.metrics}; the only user of {@code io.jhdf}.
 */
package io.cellora.h5ad;
