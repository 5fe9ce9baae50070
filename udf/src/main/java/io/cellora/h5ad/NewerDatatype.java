package io.cellora.h5ad;

import java.nio.ByteBuffer;

/** The encoded form of an HDF5 datatype: eight bytes, and then what depends on its class. */
final class NewerDatatype {

  private static final int VERSION = 3;
  private static final int HEAD_BYTES = 8;

  private NewerDatatype() {}

  /**
   * Lowers the version of the datatype that comes next in a little-endian buffer, and of those that
   * it is made of, to 3; stops behind it.
   */
  static void lower(ByteBuffer type) {
    int at = type.position();
    int kind = type.get(at) & 0xf;
    boolean newer = (type.get(at) & 0xff) >> 4 > VERSION;
    int count = type.getShort(at + 1) & 0xffff;
    int size = type.getInt(at + 4);
    skip(type, HEAD_BYTES);
    switch (kind) {
      case 0, 4 -> skip(type, 4); // integer, bit field
      case 1 -> skip(type, 12); // float
      case 2 -> skip(type, 2); // time
      case 3 -> skip(type, 0); // string
      case 5 -> skip(type, count & 0xff); // opaque
      case 6 -> members(type, newer ? count : 0, size);
      case 8 -> enumerated(type, newer ? count : 0);
      case 9 -> lower(type); // variable length
      case 10 -> array(type, newer);
      // references and complex numbers did change with the version
      default -> newer = false;
    }
    if (newer) {
      type.put(at, (byte) (kind | VERSION << 4));
    }
  }

  private static void members(ByteBuffer type, int count, int size) {
    for (int i = 0; i < count; i++) {
      skipName(type);
      // as many bytes as the record's size needs
      skip(type, (Integer.SIZE - Integer.numberOfLeadingZeros(size) + 7) / Byte.SIZE);
      lower(type);
    }
  }

  private static void enumerated(ByteBuffer type, int count) {
    int base = type.getInt(type.position() + 4);
    lower(type);
    for (int i = 0; i < count; i++) {
      skipName(type);
    }
    skip(type, Math.multiplyExact(count, base));
  }

  private static void array(ByteBuffer type, boolean newer) {
    if (newer) {
      skip(type, 4 * (type.get() & 0xff));
      lower(type);
    }
  }

  private static void skip(ByteBuffer buffer, int n) {
    buffer.position(buffer.position() + n);
  }

  private static void skipName(ByteBuffer buffer) {
    while (buffer.get() != 0) {
      // to the null at its end
    }
  }
}
