/**
 * Elements of HDF5 datasets as primitive arrays: chunks are found, read and decoded here, one after
 * the other, into memory that is used again.
 *
 * <p>Knows HDF5 and nothing of AnnData, Spark or Hadoop; imports no sibling. One file, one task,
 * one thread.
 */
package io.cellora.h5ad.storage;
