package io.cellora.h5ad.storage;

import java.io.IOException;

/** A dataset that lies in the file as it is, from {@code address} on. */
final class PlainSegments extends Segments {

  private final ByteReader file;
  private final long address;
  private final long elements;
  private final int size;
  private final byte[] run;

  PlainSegments(ByteReader file, long address, long elements, int size) {
    if (address < 0 || elements > (file.size() - address) / size) {
      throw new StorageException(
          elements + " elements of " + size + " bytes at " + address + " lie outside the file");
    }
    this.file = file;
    this.address = address;
    this.elements = elements;
    this.size = size;
    this.run = new byte[(int) Math.min(elements, Math.max(1, RUN_BYTES / size)) * size];
  }

  @Override
  void load(long element) {
    int perRun = run.length / size;
    long from = element - element % perRun;
    int n = (int) Math.min(perRun, elements - from);
    try {
      file.readFully(address + from * size, run, 0, n * size);
    } catch (IOException e) {
      throw new StorageException("elements from " + from + " cannot be read: " + e.getMessage(), e);
    }
    hold(run, from, from + n);
  }
}
