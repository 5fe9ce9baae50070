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

  /** Nine numbers of 8 bytes, two of 4, and two of 8 behind them. */
  static final int BYTES = 96;

  /** The bit of an element's third byte that says it was marked as deleted. */
  private static final int DELETED = 1;

  static HnswHeader read(DataInput in, String file, long fileBytes) throws IOException {
    if (fileBytes < BYTES) {
      throw new IllegalArgumentException(
          "Cannot read hnswlib index (%d bytes are no header): %s".formatted(fileBytes, file));
    }
    byte[] bytes = new byte[BYTES];
    in.readFully(bytes);
    ByteBuffer header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    HnswHeader read =
        new HnswHeader(
            header.getLong(16), header.getLong(24), header.getLong(32), header.getLong(40));
    read.check(header.getLong(0), header.getLong(8), file, fileBytes);
    return read;
  }

  private void check(long levelOffset, long capacity, String file, long fileBytes) {
    long vectorBytes = labelOffset - vectorOffset;
    boolean sane =
        levelOffset == 0
            && elements >= 0
            && elements <= capacity
            && vectorOffset >= Integer.BYTES
            && vectorBytes > 0
            && vectorBytes % Float.BYTES == 0
            && elementBytes == labelOffset + Long.BYTES
            && elementBytes <= 1 << 24
            && elements <= (fileBytes - BYTES) / elementBytes;
    if (!sane) {
      throw new IllegalArgumentException(
          "Cannot read hnswlib index (its header does not fit its %,d bytes; is it whole?): %s: %s"
              .formatted(fileBytes, this, file));
    }
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

  /** Position of the vector among those that were added. */
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
