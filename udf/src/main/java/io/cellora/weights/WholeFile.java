package io.cellora.weights;

import java.io.IOException;
import java.io.InputStream;

/** A file in one array, which bounds it to 2 GiB: the largest encoders known have 0.2. */
final class WholeFile {

  private static final int MAX_BYTES = Integer.MAX_VALUE - 8;

  private WholeFile() {}

  static byte[] read(InputStream in, String file) throws IOException {
    byte[] bytes = in.readNBytes(MAX_BYTES);
    if (bytes.length == MAX_BYTES && in.read() >= 0) {
      throw Refusal.of(file, "is too large", "at most " + MAX_BYTES + " bytes");
    }
    return bytes;
  }
}
