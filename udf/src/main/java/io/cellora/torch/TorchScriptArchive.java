package io.cellora.torch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Wraps TorchScript text as the archive that libtorch loads: a zip of stored entries with a pickled
 * instance of a class without attributes and that class's source.
 */
final class TorchScriptArchive {

  private static final String HEADER =
      """
      class M(Module):
        __parameters__ = []
        __buffers__ = []
        training : bool

      """;

  /** Protocol 2: an instance of __torch__.M with the state {"training": False}. */
  private static final byte[] INSTANCE =
      "\u0080\u0002c__torch__\nM\nq\0)\u0081}X\b\0\0\0trainingq\u0001\u0089sb."
          .getBytes(StandardCharsets.ISO_8859_1);

  /** Protocol 2: an empty tuple. */
  private static final byte[] NO_CONSTANTS = "\u0080\u0002).".getBytes(StandardCharsets.ISO_8859_1);

  private TorchScriptArchive() {}

  /** The archive of a class whose methods are the text, each indented by two spaces. */
  static byte[] of(String methods) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      store(zip, "archive/data.pkl", INSTANCE);
      store(zip, "archive/code/__torch__.py", (HEADER + methods).getBytes(StandardCharsets.UTF_8));
      store(zip, "archive/constants.pkl", NO_CONSTANTS);
      store(zip, "archive/version", "3\n".getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(content);
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    entry.setCrc(crc.getValue());
    entry.setTime(0);
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }
}
