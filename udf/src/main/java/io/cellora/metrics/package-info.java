/**
 * Numbers for Spark's metrics system: what a JVM has read, embedded and trained so far.
 *
 * <p>Runs on both sides of the border. Imports no other room; {@code h5ad}, {@code encoder} and
 * {@code lora} count here.
 */
package io.cellora.metrics;
