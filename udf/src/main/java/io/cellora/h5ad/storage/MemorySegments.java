package io.cellora.h5ad.storage;

/** A dataset that lies in its own header, or nowhere. */
final class MemorySegments extends Segments {

  private final byte[] bytes;
  private final long elements;

  MemorySegments(byte[] bytes, long elements) {
    this.bytes = bytes;
    this.elements = elements;
  }

  @Override
  void load(long element) {
    if (element >= elements) {
      throw new StorageException(
          "only " + elements + " elements are stored, wanted number " + element);
    }
    hold(bytes, 0, elements);
  }
}
