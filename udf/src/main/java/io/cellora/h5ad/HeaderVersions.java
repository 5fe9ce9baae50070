package io.cellora.h5ad;

import io.cellora.h5ad.storage.ByteReader;
import io.jhdf.checksum.ChecksumUtils;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Shows the HDF5 library datatypes of versions 4 and 5 as version 3, layouts of version 5 as
 * version 4, and the checksum that goes with it. Files of HDF5 1.12 and later, written with {@code
 * libver="latest"}, hold them; the library refuses their number, although nothing that it reads is
 * laid out differently.
 */
final class HeaderVersions {

  private static final int HEADER = signature("OHDR");
  private static final int CONTINUATION = signature("OCHK");
  private static final int PREFIX_BYTES = 34;
  private static final int MAX_BYTES = 1 << 24;
  private static final int MAX_BLOCKS = 64;
  private static final int CHECKSUM_BYTES = 4;

  private static final int TIMES_FLAG = 1 << 5;
  private static final int ATTRIBUTE_LIMITS_FLAG = 1 << 4;
  private static final int CREATION_ORDER_FLAG = 1 << 2;
  private static final int SHARED_FLAG = 1 << 1;

  private static final int DATATYPE = 0x03;
  private static final int ATTRIBUTE = 0x0c;
  private static final int LAYOUT = 0x08;
  private static final int CONTINUED = 0x10;

  private final ByteReader source;
  private final Set<Long> known = new HashSet<>();
  private final TreeMap<Long, Byte> changes = new TreeMap<>();

  HeaderVersions(ByteReader source) {
    this.source = source;
  }

  /** Changes what was read from {@code from} on into {@code target}, from its place {@code at}. */
  void show(ByteBuffer target, int at, long from) throws IOException {
    int n = target.position() - at;
    boolean begins = n >= Integer.BYTES && littleEndian(target.duplicate()).getInt(at) == HEADER;
    if (begins && known.add(from)) {
      header(from);
    }
    if (changes.isEmpty()) {
      return;
    }
    for (Map.Entry<Long, Byte> change : changes.subMap(from, from + n).entrySet()) {
      target.put(at + (int) (change.getKey() - from), change.getValue());
    }
  }

  private byte[] read(long from, int n) throws IOException {
    byte[] bytes = new byte[n];
    source.readFully(from, bytes, 0, n);
    return bytes;
  }

  /** A header that is not laid out as expected is for the library to refuse. */
  private void header(long from) throws IOException {
    try {
      int n = (int) Math.min(PREFIX_BYTES, source.size() - from);
      ByteBuffer prefix = littleEndian(ByteBuffer.wrap(read(from, n))).position(5);
      int flags = prefix.get();
      int skipped = (flags & TIMES_FLAG) == 0 ? 0 : 16;
      skipped += (flags & ATTRIBUTE_LIMITS_FLAG) == 0 ? 0 : 4;
      prefix.position(prefix.position() + skipped);
      long messages = number(prefix, 1 << (flags & 3));
      int start = prefix.position();
      block(from, start, start + messages + CHECKSUM_BYTES, flags, MAX_BLOCKS);
    } catch (BufferUnderflowException
        | ArithmeticException
        | IllegalArgumentException
        | IndexOutOfBoundsException e) {
      return;
    }
  }

  /**
   * @param start where the messages begin in it
   * @param left how many blocks may still follow
   */
  private void block(long from, int start, long size, int flags, int left) throws IOException {
    if (size < start || size > MAX_BYTES || from < 0 || from > source.size() - size || left == 0) {
      return;
    }
    byte[] bytes = read(from, (int) size);
    int end = bytes.length - CHECKSUM_BYTES;
    ByteBuffer block = littleEndian(ByteBuffer.wrap(bytes));
    int checksum = block.getInt(end);
    if (checksum != ChecksumUtils.checksum(Arrays.copyOf(bytes, end))) {
      return;
    }
    byte[] before = bytes.clone();
    int head = (flags & CREATION_ORDER_FLAG) == 0 ? 4 : 6;
    for (int at = start; at + head <= end; ) {
      int type = bytes[at] & 0xff;
      int length = block.getShort(at + 1) & 0xffff;
      ByteBuffer message = littleEndian(block.slice(at + head, length));
      if ((bytes[at + 3] & SHARED_FLAG) == 0) {
        message(type, message, flags, left);
      }
      at += head + length;
    }
    if (!Arrays.equals(before, bytes)) {
      block.putInt(end, ChecksumUtils.checksum(Arrays.copyOf(bytes, end)));
    }
    for (int i = 0; i < bytes.length; i++) {
      if (before[i] != bytes[i]) {
        changes.put(from + i, bytes[i]);
      }
    }
  }

  private void message(int type, ByteBuffer message, int flags, int left) throws IOException {
    switch (type) {
      case DATATYPE -> NewerDatatype.lower(message);
      case LAYOUT -> layout(message);
      case ATTRIBUTE -> attribute(message);
      case CONTINUED -> {
        long next = message.getLong();
        long size = message.getLong();
        if (next >= 0 && next <= source.size() - Integer.BYTES && known.add(next)) {
          byte[] start = read(next, Integer.BYTES);
          if (littleEndian(ByteBuffer.wrap(start)).getInt() == CONTINUATION) {
            block(next, Integer.BYTES, size, flags, left - 1);
          }
        }
      }
      default -> {
        // holds no datatype
      }
    }
  }

  /**
   * HDF5 2.0 widened the sizes of filtered chunks in indexes, and counts that as version 5: only a
   * layout that has no such index is what it was.
   */
  private static void layout(ByteBuffer message) {
    int chunked = 2;
    int singleChunk = 1;
    int dimensions = message.get(3);
    boolean indexed =
        message.get(1) == chunked && message.get(5 + dimensions * message.get(4)) != singleChunk;
    if (message.get(0) == 5 && !indexed) {
      message.put(0, (byte) 4);
    }
  }

  private static void attribute(ByteBuffer message) {
    int version = message.get();
    int flags = message.get();
    int name = message.getShort() & 0xffff;
    message.getInt();
    boolean shared = (flags & 1) != 0;
    if (version == 3 && !shared) {
      message.position(message.position() + 1 + name);
      NewerDatatype.lower(message);
    }
  }

  private static long number(ByteBuffer buffer, int bytes) {
    return switch (bytes) {
      case 1 -> buffer.get() & 0xff;
      case 2 -> buffer.getShort() & 0xffff;
      case 4 -> buffer.getInt() & 0xffff_ffffL;
      default -> buffer.getLong();
    };
  }

  private static ByteBuffer littleEndian(ByteBuffer buffer) {
    return buffer.order(ByteOrder.LITTLE_ENDIAN);
  }

  private static int signature(String text) {
    return littleEndian(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII))).getInt();
  }
}
