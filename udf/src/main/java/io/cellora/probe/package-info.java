/**
 * What a JVM of a session finds on its machine, asked by {@code cellora doctor}, and what follows
 * from it.
 *
 * <p>Imports {@code io.cellora.torch} and {@code io.cellora.encoder}; no other room of udf imports
 * it.
 */
package io.cellora.probe;
