/**
 * Named tensors and the files they live in: SCimilarity folders, torch checkpoints, safetensors,
 * PEFT adapters.
 *
 * <p>Pure Java; nothing in a file is ever executed. Imports no sibling.
 */
package io.cellora.weights;
