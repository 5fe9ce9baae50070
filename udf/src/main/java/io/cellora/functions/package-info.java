/**
 * SQL functions, one class a function: the catalog that names them, and what a session needs to
 * describe them.
 *
 * <p>Imports {@code io.cellora.knn}, {@code io.cellora.lora}, {@code io.cellora.encoder}, {@code
 * io.cellora.genes}, {@code io.cellora.batch}.
 */
package io.cellora.functions;
