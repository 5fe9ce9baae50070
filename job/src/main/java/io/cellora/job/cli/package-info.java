/**
 * The commands (picocli): parse, read settings, start Spark, run stages, print.
 *
 * <p>Top of the house: imports {@code stage} and {@code config}; nothing imports it.
 */
package io.cellora.job.cli;
