/**
 * Lets a function of SQL answer a batch of rows at a time: finds its calls in a query and gives
 * them an operator of their own.
 *
 * <p>Knows rows, expressions and plans, nothing of cells or torch. Imports no sibling.
 */
package io.cellora.batch;
