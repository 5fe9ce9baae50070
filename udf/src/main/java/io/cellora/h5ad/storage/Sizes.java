package io.cellora.h5ad.storage;

import java.util.Arrays;

/** Checks of sizes that a file claims, before memory is given for them. */
final class Sizes {

  private Sizes() {}

  static void checkFits(long n, byte[] out) {
    if (n < 0 || n > out.length) {
      throw new StorageException("a chunk decodes to " + n + " bytes, expected " + out.length);
    }
  }

  /** Product of {@code sizes}; refuses what no array can hold. */
  static int product(int[] sizes, int elementBytes) {
    long product = elementBytes;
    for (int size : sizes) {
      product = size <= 0 ? -1 : product * size;
      if (product <= 0 || product > Integer.MAX_VALUE - 64) {
        throw new StorageException(
            "chunks of " + Arrays.toString(sizes) + " elements of " + elementBytes + " bytes");
      }
    }
    return (int) product;
  }
}
