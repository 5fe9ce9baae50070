package io.cellora.weights;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes stored zip entries whose data start at multiples of 64 bytes, as torch maps them. */
final class TorchZipWriter {

  static final int ALIGNMENT = 64;

  private static final String FOLDER = "archive/";
  private static final int LOCAL_LENGTH = 30;
  private static final int EXTRA_HEADER = 4;
  private static final short PADDING_FIELD = 0x4246;

  /** The JDK adds a field of its own to entries of the first day, which would shift the data. */
  private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 2, 1, 0, 0);

  private final ZipOutputStream zip;
  private long position;

  TorchZipWriter(OutputStream out) {
    this.zip = new ZipOutputStream(out);
    zip.setMethod(ZipOutputStream.STORED);
  }

  void add(String entry, String text) throws IOException {
    add(entry, text.getBytes(StandardCharsets.US_ASCII));
  }

  void add(String entry, byte[] bytes) throws IOException {
    add(entry, out -> out.write(bytes));
  }

  /** {@code content} is written twice: a stored entry's checksum stands before its data. */
  void add(String entry, Folder.Content content) throws IOException {
    Measure measure = new Measure();
    content.writeTo(measure);
    ZipEntry header = new ZipEntry(FOLDER + entry);
    header.setTimeLocal(NO_TIME);
    header.setSize(measure.length);
    header.setCrc(measure.crc.getValue());
    long start = position + LOCAL_LENGTH + header.getName().length() + EXTRA_HEADER;
    int padding = (int) Math.floorMod(-start, (long) ALIGNMENT);
    header.setExtra(paddingField(padding));
    position = start + padding + measure.length;
    if (position > Integer.MAX_VALUE) {
      throw new IOException("Cannot write checkpoint (larger than 2 GiB): " + entry);
    }
    zip.putNextEntry(header);
    content.writeTo(zip);
    zip.closeEntry();
  }

  /** Writes the zip directory; the stream stays open. */
  void finish() throws IOException {
    zip.finish();
    zip.flush();
  }

  private static byte[] paddingField(int padding) {
    return ByteBuffer.allocate(EXTRA_HEADER + padding)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort(PADDING_FIELD)
        .putShort((short) padding)
        .array();
  }

  /** Counts and checksums what is written, and drops it. */
  private static final class Measure extends OutputStream {
    private final CRC32 crc = new CRC32();
    private long length;

    @Override
    public void write(int b) {
      crc.update(b);
      length++;
    }

    @Override
    public void write(byte[] bytes, int from, int count) {
      crc.update(bytes, from, count);
      length += count;
    }
  }
}
