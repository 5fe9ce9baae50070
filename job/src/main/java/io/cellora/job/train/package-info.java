/**
 * The driver's training loop: coordinator, optimiser, schedule, listeners.
 *
 * <p>Imports {@code config} and {@code io.cellora.lora} of udf; never another room of the job.
 */
package io.cellora.job.train;
