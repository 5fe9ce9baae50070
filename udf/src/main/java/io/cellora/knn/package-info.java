/**
 * Nearest neighbours among embeddings, exact, and the cell type that they vote for: SCimilarity's
 * annotation. A reference that fits in memory is broadcast; a larger one stays on the executors.
 *
 * <p>Imports torch and batch.
 */
package io.cellora.knn;
