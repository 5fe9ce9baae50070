package io.cellora.job.stage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Holds this process, with all its threads, to as many processors as it is measured on: a Java
 * program on one core would otherwise compile and collect garbage on another. Linux with taskset.
 */
public final class Affinity {

  private static final String ALLOWED = "Cpus_allowed_list:";
  private static final int SECONDS = 10;

  private final List<Integer> processors;

  private Affinity(List<Integer> processors) {
    this.processors = processors;
  }

  /** Remembers the processors that this process may use now. */
  public static Affinity ofThisProcess() {
    try (var lines = Files.lines(Path.of("/proc/self/status"))) {
      return new Affinity(
          lines
              .filter(line -> line.startsWith(ALLOWED))
              .findFirst()
              .map(line -> parse(line.substring(ALLOWED.length()).strip()))
              .orElse(List.of()));
    } catch (IOException e) {
      return new Affinity(List.of());
    }
  }

  /** Numbers in the kernel's form, such as {@code 0-2,5}. */
  static List<Integer> parse(String list) {
    List<Integer> numbers = new ArrayList<>();
    for (String range : list.split(",")) {
      String[] ends = range.split("-");
      int from = Integer.parseInt(ends[0]);
      int to = Integer.parseInt(ends[ends.length - 1]);
      IntStream.rangeClosed(from, to).forEach(numbers::add);
    }
    return numbers;
  }

  /** Whether this process, and what it starts from now on, runs on the first {@code cores} only. */
  public boolean hold(int cores) {
    return processors.size() >= cores && taskset(processors.subList(0, cores));
  }

  /** Gives all processors back. */
  public void release() {
    if (!processors.isEmpty()) {
      taskset(processors);
    }
  }

  private static boolean taskset(List<Integer> wanted) {
    String list = wanted.stream().map(String::valueOf).collect(Collectors.joining(","));
    String self = String.valueOf(ProcessHandle.current().pid());
    try {
      Process process =
          new ProcessBuilder("taskset", "-a", "-c", "-p", list, self)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
