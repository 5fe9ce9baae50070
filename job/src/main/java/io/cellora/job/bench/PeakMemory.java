package io.cellora.job.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** The largest resident memory of this process since a moment, as Linux counts it. */
public final class PeakMemory {

  private static final String PEAK = "VmHWM:";
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Path CLEAR = Path.of("/proc/self/clear_refs");

  /** What the kernel reads as: forget the peak. */
  private static final String RESET = "5";

  private PeakMemory() {}

  /**
   * Counts from now on, without the garbage of what was before; where it cannot, from the start.
   */
  public static void reset() {
    System.gc();
    try {
      Files.writeString(CLEAR, RESET);
    } catch (IOException e) {
      // not Linux, or not permitted: the peak then holds more than was asked for, never less
    }
  }

  /** Bytes; empty where there is no such count. */
  public static OptionalLong bytes() {
    try (var lines = Files.lines(STATUS)) {
      return lines
          .filter(line -> line.startsWith(PEAK))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .findFirst();
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }
}
