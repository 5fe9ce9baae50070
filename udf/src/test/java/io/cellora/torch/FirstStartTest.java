package io.cellora.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first start on a machine where nothing was unpacked yet. */
class FirstStartTest {

  private static final String LOG =
      """
      rootLogger.level = info
      rootLogger.appenderRef.stderr.ref = stderr
      appender.stderr.type = Console
      appender.stderr.name = stderr
      appender.stderr.target = SYSTEM_ERR
      appender.stderr.layout.type = PatternLayout
      appender.stderr.layout.pattern = %p %c: %m%n
      """;

  @TempDir private Path folder;

  @Test
  void threeExecutorsOfAHostStartAndOneUnpacks() throws Exception {
    Files.writeString(folder.resolve(ThreeExecutors.LOG_SETTINGS), LOG);
    for (String name : List.of("jars", "tmp-0", "tmp-1", "tmp-2")) {
      Files.createDirectory(folder.resolve(name));
    }

    assertThat(run(driver())).as(Files.readString(folder.resolve("driver.txt"))).isZero();

    List<String> unpacked =
        executorLogs().stream().filter(line -> line.contains("Extracting")).toList();
    assertThat(Files.readAllLines(folder.resolve(ThreeExecutors.ANSWERS)))
        .containsExactlyInAnyOrder("0 2.7.1", "1 2.7.1", "2 2.7.1");
    assertThat(unpacked).filteredOn(line -> line.contains("libtorch_cpu.so")).hasSize(1);
    assertThat(unpacked).filteredOn(line -> line.contains("libdjl_torch.so")).hasSize(1);
    assertThat(leftovers()).isEmpty();
  }

  private ProcessBuilder driver() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx512m");
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--add-opens"))
        .forEach(command::add);
    command.addAll(List.of(ThreeExecutors.class.getName(), folder.toString()));
    ProcessBuilder driver = new ProcessBuilder(command);
    String classPath = absolute(System.getProperty("java.class.path"));
    driver
        .environment()
        .putAll(
            Map.of(
                "CLASSPATH",
                classPath,
                "SPARK_HOME",
                folder.toString(),
                "SPARK_SCALA_VERSION",
                classPath.contains("spark-core_2.13") ? "2.13" : "2.12",
                "DJL_CACHE_DIR",
                folder.resolve("cache").toString()));
    return driver.redirectErrorStream(true).redirectOutput(folder.resolve("driver.txt").toFile());
  }

  private static int run(ProcessBuilder builder) throws IOException, InterruptedException {
    Process process = builder.start();
    if (!process.waitFor(4, TimeUnit.MINUTES)) {
      process.destroyForcibly();
    }
    return process.waitFor();
  }

  private static String absolute(String classPath) {
    return Stream.of(classPath.split(":"))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(":"));
  }

  private List<String> executorLogs() throws IOException {
    List<String> lines = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder.resolve("work"))) {
      for (Path file : files.filter(path -> path.endsWith("stderr")).toList()) {
        lines.addAll(Files.readAllLines(file));
      }
    }
    return lines;
  }

  /** What lies beside the one folder of the natives and the lock. */
  private List<String> leftovers() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("cache/pytorch"))) {
      return files
          .map(path -> path.getFileName().toString())
          .filter(name -> !name.startsWith("2.7.1") && !name.equals(NativeLock.FILE))
          .toList();
    }
  }
}
