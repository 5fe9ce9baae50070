package io.cellora.weights;

import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** The arguments of pickle opcodes, read one after the other and never past the end. */
final class PickleBytes {

  private final ByteBuffer bytes;

  PickleBytes(ByteBuffer bytes) {
    this.bytes = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  int u1() {
    return Byte.toUnsignedInt(bytes.get());
  }

  int u2() {
    return Short.toUnsignedInt(bytes.getShort());
  }

  int i4() {
    return bytes.getInt();
  }

  long u4() {
    return Integer.toUnsignedLong(bytes.getInt());
  }

  long i8() {
    return bytes.getLong();
  }

  double bigEndianDouble() {
    return Double.longBitsToDouble(Long.reverseBytes(bytes.getLong()));
  }

  byte[] take(long length) {
    if (length < 0 || length > bytes.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] taken = new byte[(int) length];
    bytes.get(taken);
    return taken;
  }

  String text(long length) {
    return new String(take(length), StandardCharsets.UTF_8);
  }

  /** Up to the next newline, which is consumed. */
  String line() {
    int start = bytes.position();
    while (bytes.get() != '\n') {
      continue;
    }
    int length = bytes.position() - 1 - start;
    byte[] taken = new byte[length];
    bytes.get(start, taken);
    return new String(taken, StandardCharsets.UTF_8);
  }

  /** A two's complement little-endian integer of any length. */
  Number integer(long length) {
    byte[] taken = take(length);
    for (int i = 0; i < taken.length / 2; i++) {
      byte swapped = taken[i];
      taken[i] = taken[taken.length - 1 - i];
      taken[taken.length - 1 - i] = swapped;
    }
    BigInteger integer = taken.length == 0 ? BigInteger.ZERO : new BigInteger(taken);
    return integer.bitLength() < Long.SIZE ? (Number) integer.longValue() : integer;
  }
}
