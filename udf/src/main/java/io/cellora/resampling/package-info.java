/**
 * Bootstrap and permutation draws of two classifiers' confusion counts, on executors: what a draw
 * costs grows with the classes, not with the cells.
 *
 * <p>Imports no sibling.
 */
package io.cellora.resampling;
