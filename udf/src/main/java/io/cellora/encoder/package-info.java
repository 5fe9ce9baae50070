/**
 * The SCimilarity encoder on executors: one native copy per JVM and device, batches in, embeddings
 * of many arms out; its columns, its kernel for SQL and the MLlib transformer around it.
 *
 * <p>Imports {@code io.cellora.batch}, {@code io.cellora.metrics}, {@code io.cellora.torch} and
 * {@code io.cellora.weights}.
 */
package io.cellora.encoder;
