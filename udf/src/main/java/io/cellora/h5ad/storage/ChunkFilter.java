package io.cellora.h5ad.storage;

/** Undoes one filter of HDF5's pipeline. Needs no state between chunks but scratch. */
interface ChunkFilter {

  /**
   * Decodes the first {@code n} bytes of {@code in} to the beginning of {@code out}.
   *
   * @param settings the filter's client data in the file
   * @return how many bytes were written
   * @throws StorageException if the bytes are damaged or do not fit into {@code out}
   */
  int decode(byte[] in, int n, byte[] out, int[] settings);
}
