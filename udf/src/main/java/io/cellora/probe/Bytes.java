package io.cellora.probe;

import java.util.Locale;

/** Sizes as people read them. */
public final class Bytes {

  public static final long MEBI = 1L << 20;

  private Bytes() {}

  /** Gigabytes with one digit: {@code 1.3 GB}. */
  public static String text(long bytes) {
    return String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
  }
}
