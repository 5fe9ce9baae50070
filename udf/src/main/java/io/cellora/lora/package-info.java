/**
 * LoRA adapters and one exact training step: blocks of prepared cells in, sums of losses and
 * gradients out.
 *
 * <p>Stateless on executors. Imports {@code io.cellora.encoder}, {@code io.cellora.metrics}, {@code
 * io.cellora.torch}, {@code io.cellora.weights}.
 */
package io.cellora.lora;
