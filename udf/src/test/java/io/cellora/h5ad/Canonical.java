package io.cellora.h5ad;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.apache.spark.ml.linalg.Vector;

/** The canonical forms of values and matrices that oracle/make_oracle.py describes. */
final class Canonical {

  private static final byte SEPARATOR = 0x1f;
  private static final int END_OF_ROW = -1;

  private Canonical() {}

  static String text(Object value) {
    if (value == null) {
      return "n";
    }
    if (value instanceof Boolean) {
      return "b:" + value;
    }
    if (value instanceof Float || value instanceof Double) {
      double number = ((Number) value).doubleValue();
      return Double.isNaN(number)
          ? "f:nan"
          : String.format("f:%016x", Double.doubleToRawLongBits(number));
    }
    return (value instanceof Number ? "i:" : "s:") + value;
  }

  static List<String> texts(Object... values) {
    return Arrays.stream(values).map(Canonical::text).toList();
  }

  static String sha256(List<String> texts) {
    MessageDigest digest = digest();
    for (String text : texts) {
      digest.update(text.getBytes(StandardCharsets.UTF_8));
      digest.update(SEPARATOR);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  static String sha256OfRows(List<Vector> rows) {
    MessageDigest digest = digest();
    for (Vector row : rows) {
      int[] indices = row.toSparse().indices();
      double[] values = row.toSparse().values();
      ByteBuffer bytes =
          ByteBuffer.allocate(indices.length * 12 + 4).order(ByteOrder.LITTLE_ENDIAN);
      for (int i = 0; i < indices.length; i++) {
        // the hexadecimal bits of a NaN differ between machines
        bytes.putInt(indices[i]).putDouble(Double.isNaN(values[i]) ? Double.NaN : values[i]);
      }
      digest.update(bytes.putInt(END_OF_ROW).array());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Cannot hash", e);
    }
  }
}
