package io.cellora.h5ad.storage;

import java.util.Locale;

/** How deflated chunks are inflated. */
public enum Inflation {
  /** Intel ISA-L where it loads, otherwise the JDK's zlib. */
  AUTO,
  /** Intel ISA-L through GKL, or an error. */
  ISAL,
  /** The zlib of the JDK. */
  ZLIB;

  /** Parses {@code auto}, {@code isal} or {@code zlib}. */
  public static Inflation of(String name) {
    for (Inflation inflation : values()) {
      if (inflation.name().equalsIgnoreCase(name.strip())) {
        return inflation;
      }
    }
    throw new IllegalArgumentException(
        "Invalid inflater: " + name + ", expected auto, isal or zlib");
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
