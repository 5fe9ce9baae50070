/**
 * SQL functions, one class a function.
 *
 * <p>Imports {@code io.cellora.encoder}, {@code io.cellora.lora}, {@code io.cellora.genes}.
 */
package io.cellora.functions;
