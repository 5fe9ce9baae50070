/**
 * What embeddings are worth, measured on executors: triplets, silhouettes, neighbourhoods, what a
 * decoder makes of them, and what an adapter has left of the base.
 *
 * <p>Imports encoder, lora and knn.
 */
package io.cellora.quality;
