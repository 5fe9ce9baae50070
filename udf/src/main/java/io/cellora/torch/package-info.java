/**
 * Starts the PyTorch engine once per JVM and turns TorchScript text into callable modules.
 *
 * <p>The only user of {@code ai.djl}. Knows tensors and methods, nothing of cells. Imports no
 * sibling.
 */
package io.cellora.torch;
