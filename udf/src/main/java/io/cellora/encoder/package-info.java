/**
 * The SCimilarity encoder on executors: one native copy per JVM, batches in, embeddings out, and
 * the MLlib transformer around it.
 *
 * <p>Imports {@code io.cellora.torch} and {@code io.cellora.weights}.
 */
package io.cellora.encoder;
