/**
 * A generated atlas and a small base model for machines without data or weights.
 *
 * <p>Imports {@code config} and {@code io.cellora} of udf; never another room of the job.
 */
package io.cellora.job.demo;
