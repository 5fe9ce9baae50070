/**
 * Named tensors and the files they live in: {@link io.cellora.weights.ScimilarityFolder}s, {@link
 * io.cellora.weights.TorchCheckpoint}s, {@link io.cellora.weights.Safetensors}, {@link
 * io.cellora.weights.PeftAdapter}s.
 *
 * <p>Pure Java; nothing in a file is ever executed. Imports no sibling.
 */
package io.cellora.weights;
