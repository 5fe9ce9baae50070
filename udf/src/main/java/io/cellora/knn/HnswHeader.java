package io.cellora.knn;

import java.io.DataInput;
import java.io.IOException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The first bytes of an index that hnswlib saved, little-endian: where in each element its vector
 * and its label stand. Links between elements, which an exact search does not need, are skipped.
 *
 * @param elements vectors that the file holds
 * @param elementBytes of one element
 * @param labelOffset of the label (uint64) in an element
 * @param vectorOffset of the vector (float32) in an element; the label follows it
 */
record HnswHeader(long elements, long elementBytes, long labelOffset, long vectorOffset)
    implements Serializable {

  /** Six numbers of 8 bytes, two of 4, and five of 8 behind them. */
  static final int BYTES = 96;

  /** Far above what one vector and its links take. */
  private static final int MAX_ELEMENT_BYTES = 1 << 24;

  /** Behind the elements, at least the size of each one's upper links (uint32). */
  private static final int UPPER_LINKS_BYTES = Integer.BYTES;

  /** The bit of an element's third byte that says it was marked as deleted. */
  private static final int DELETED = 1;

  /**
   * Reads and checks the header.
   *
   * @throws IllegalArgumentException if the file cannot hold what it says
   */
  static HnswHeader read(DataInput in, String file, long fileBytes) throws IOException {
    if (fileBytes < BYTES) {
      throw unreadable("%,d bytes are no header".formatted(fileBytes), file);
    }
    byte[] bytes = new byte[BYTES];
    in.readFully(bytes);
    ByteBuffer header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    HnswHeader read =
        new HnswHeader(
            header.getLong(16), header.getLong(24), header.getLong(32), header.getLong(40));
    if (header.getLong(0) != 0 || !read.agrees(header.getLong(64))) {
      throw unreadable("its header contradicts itself; did hnswlib save it? " + read, file);
    }
    read.requireElements(header.getLong(8), fileBytes, file);
    return read;
  }

  /**
   * Links, vector and label fill an element.
   *
   * @param links that an element has room for on the lowest level
   */
  private boolean agrees(long links) {
    return elementBytes > 0
        && elementBytes <= MAX_ELEMENT_BYTES
        && labelOffset == elementBytes - Long.BYTES
        && vectorOffset >= Integer.BYTES
        && vectorOffset < labelOffset
        && vectorOffset % Integer.BYTES == 0
        && links == vectorOffset / Integer.BYTES - 1
        && (labelOffset - vectorOffset) % Float.BYTES == 0;
  }

  private void requireElements(long capacity, long fileBytes, String file) {
    if (elements == 0) {
      throw unreadable("it holds no vectors", file);
    }
    if (elements < 0 || elements > capacity) {
      throw unreadable("%,d elements where %,d have room".formatted(elements, capacity), file);
    }
    if (elements > (fileBytes - BYTES) / (elementBytes + UPPER_LINKS_BYTES)) {
      throw unreadable(
          "%,d elements of %,d bytes do not fit its %,d bytes; is it whole?"
              .formatted(elements, elementBytes, fileBytes),
          file);
    }
  }

  static IllegalArgumentException unreadable(String why, String file) {
    return new IllegalArgumentException("Cannot read hnswlib index (" + why + "): " + file);
  }

  int width() {
    return (int) ((labelOffset - vectorOffset) / Float.BYTES);
  }

  long position(long element) {
    return BYTES + element * elementBytes;
  }

  static boolean deleted(byte[] element) {
    return (element[2] & DELETED) != 0;
  }

  /** Position of the vector among those that were added; uint64, so of a damaged one negative. */
  long label(byte[] element) {
    return ByteBuffer.wrap(element).order(ByteOrder.LITTLE_ENDIAN).getLong((int) labelOffset);
  }

  float[] vector(byte[] element) {
    float[] vector = new float[width()];
    ByteBuffer.wrap(element, (int) vectorOffset, width() * Float.BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer()
        .get(vector);
    return vector;
  }
}
