package io.cellora.weights;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * The entries of a zip whose entries are stored plainly, as torch writes it; at most 2 GiB.
 *
 * <p>Everything is read through the central directory and checked against the file's length before
 * use. The JDK's stream reader cannot read stored entries whose sizes follow them.
 */
final class StoredZip {

  private static final int LOCAL = 0x04034b50;
  private static final int CENTRAL = 0x02014b50;
  private static final int END = 0x06054b50;
  private static final int LOCAL_LENGTH = 30;
  private static final int CENTRAL_LENGTH = 46;
  private static final int END_LENGTH = 22;
  private static final int MAX_COMMENT = 0xffff;
  private static final int ENCRYPTED = 1;
  private static final String CODE = "code/";

  private record Entry(int offset, int length, int crc) {}

  private final ByteBuffer file;
  private final String name;
  private final Map<String, Entry> entries = new LinkedHashMap<>();

  private StoredZip(byte[] bytes, String name) {
    this.file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    this.name = name;
  }

  /** {@code name} is what messages call the file. */
  static StoredZip open(byte[] bytes, String name) {
    StoredZip zip = new StoredZip(bytes, name);
    if (bytes.length < 4 || zip.file.getInt(0) != LOCAL) {
      throw Refusal.of(name, "is no torch zip checkpoint", "re-save it with torch >= 1.6");
    }
    try {
      zip.readDirectory();
    } catch (IndexOutOfBoundsException e) {
      throw zip.damaged("its zip directory points outside the file");
    }
    return zip;
  }

  Map<String, Integer> lengths() {
    Map<String, Integer> lengths = new LinkedHashMap<>();
    entries.forEach((entry, place) -> lengths.put(entry, place.length()));
    return Collections.unmodifiableMap(lengths);
  }

  boolean has(String entry) {
    return entries.containsKey(entry);
  }

  /** The bytes of an entry, after a look at its checksum. */
  ByteBuffer read(String entry) {
    Entry place = entries.get(entry);
    if (place == null) {
      throw Refusal.of(name, "it lacks an entry of a torch checkpoint", entry);
    }
    CRC32 crc = new CRC32();
    crc.update(file.slice(place.offset(), place.length()));
    if ((int) crc.getValue() != place.crc()) {
      throw damaged("the checksum of " + entry + " differs");
    }
    return file.slice(place.offset(), place.length());
  }

  private void readDirectory() {
    int end = findEnd();
    int count = Short.toUnsignedInt(file.getShort(end + 10));
    int at = file.getInt(end + 16);
    if (count == 0xffff || at < 0) {
      throw Refusal.of(name, "its zip is of the 64-bit kind", "at most 2 GiB and 65,534 entries");
    }
    long bytes = 0;
    for (int i = 0; i < count; i++) {
      int next = readEntry(at, end);
      bytes += Integer.toUnsignedLong(file.getInt(at + 24));
      if (bytes > file.capacity()) {
        throw damaged("its zip entries overlap");
      }
      at = next;
    }
  }

  private int findEnd() {
    int last = file.capacity() - END_LENGTH;
    for (int at = last; at >= Math.max(0, last - MAX_COMMENT); at--) {
      if (file.getInt(at) == END) {
        return at;
      }
    }
    throw damaged("it ends without a zip directory");
  }

  private int readEntry(int at, int end) {
    if (file.getInt(at) != CENTRAL) {
      throw damaged("its zip directory is broken");
    }
    int nameLength = Short.toUnsignedInt(file.getShort(at + 28));
    byte[] text = new byte[nameLength];
    file.get(at + CENTRAL_LENGTH, text);
    String entry = new String(text, StandardCharsets.UTF_8);
    refuseProgram(entry);
    if ((file.getShort(at + 8) & ENCRYPTED) != 0 || file.getShort(at + 10) != 0) {
      throw Refusal.of(name, "a zip entry is compressed or encrypted, torch stores plainly", entry);
    }
    int length = file.getInt(at + 24);
    int offset = dataOffset(file.getInt(at + 42));
    if (length < 0 || offset < 0 || offset > end - length || file.getInt(at + 20) != length) {
      throw damaged("entry " + entry + " does not fit the file");
    }
    if (entries.put(entry, new Entry(offset, length, file.getInt(at + 16))) != null) {
      throw Refusal.of(name, "two zip entries have the same name", entry);
    }
    return at
        + CENTRAL_LENGTH
        + nameLength
        + Short.toUnsignedInt(file.getShort(at + 30))
        + Short.toUnsignedInt(file.getShort(at + 32));
  }

  /** torch.jit.save puts code beside the pickle. */
  private void refuseProgram(String entry) {
    if (entry.substring(entry.indexOf('/') + 1).startsWith(CODE)) {
      throw Refusal.of(
          name,
          "it is a TorchScript program, and input is data, never code",
          "save its state_dict() by torch.save");
    }
  }

  private int dataOffset(int header) {
    if (file.getInt(header) != LOCAL) {
      throw damaged("its zip directory points at no entry");
    }
    return header
        + LOCAL_LENGTH
        + Short.toUnsignedInt(file.getShort(header + 26))
        + Short.toUnsignedInt(file.getShort(header + 28));
  }

  private IllegalArgumentException damaged(String how) {
    return Refusal.of(name, "is truncated or damaged", how);
  }
}
