/**
 * Gene order, alignment of a shard's genes to it, and log-normalisation.
 *
 * <p>Pure Java: arithmetic on primitive arrays, no Spark, no HDF5, no torch. Imports no sibling.
 */
package io.cellora.genes;
