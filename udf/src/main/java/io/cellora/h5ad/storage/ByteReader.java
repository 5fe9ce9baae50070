package io.cellora.h5ad.storage;

import java.io.IOException;

/** Positioned reads of a file that fill what they were asked for, or fail. */
public interface ByteReader {

  /** Bytes {@code from} to {@code from + n} of the file. */
  void readFully(long from, byte[] target, int offset, int n) throws IOException;

  /** Length of the file in bytes. */
  long size();
}
