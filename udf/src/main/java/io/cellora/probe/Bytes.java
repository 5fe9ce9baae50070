package io.cellora.probe;

import java.util.Locale;

/** Sizes as people read them. */
public final class Bytes {

  public static final long MEBI = 1L << 20;
  private static final long GIBI = 1L << 30;

  private Bytes() {}

  /** In units of Spark's {@code g}, with one digit: {@code 1.3 GiB}. */
  public static String text(long bytes) {
    return String.format(Locale.ROOT, "%.1f GiB", (double) bytes / GIBI);
  }
}
