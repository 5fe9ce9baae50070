package io.cellora.job.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a measurement ran on. */
public final class Processor {

  private static final String KEY = "model name";

  private Processor() {}

  /** Name of the processor as Linux tells it, else its architecture, and the number of cores. */
  public static String name() {
    return model() + ", " + Runtime.getRuntime().availableProcessors() + " cores";
  }

  private static String model() {
    try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(line -> line.startsWith(KEY))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    } catch (IOException e) {
      return System.getProperty("os.arch");
    }
  }
}
