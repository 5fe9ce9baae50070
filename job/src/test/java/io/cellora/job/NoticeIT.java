package io.cellora.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** NOTICE against the libraries that the build resolved, target/lib. */
class NoticeIT {

  private static final Pattern JAR = Pattern.compile("(.+?)-\\d[\\w.-]*\\.jar");
  private static final Pattern LINE =
      Pattern.compile("(\\S+):(\\S+) +([JUHN]+|-) +(\\S.*?) +(https://\\S+)");
  private static final Pattern EITHER = Pattern.compile(" AND | OR ");
  private static final Set<String> LICENCES =
      Set.of("Apache-2.0", "MIT", "BSD-3-Clause", "Zlib", "LGPL-2.1-or-later");

  @Test
  void everyLibraryIsNamedWithItsLicenceAndNoOther() throws IOException {
    List<String> notice = Files.readAllLines(Path.of("..", "NOTICE"));

    assertThat(libraries()).contains("gson", "pytorch-native-cpu");
    assertThat(named(notice)).containsExactlyInAnyOrderElementsOf(libraries());
  }

  @Test
  void aLibraryThatIsMissingOrHasNoLicenceIsFound() throws IOException {
    List<String> notice = Files.readAllLines(Path.of("..", "NOTICE"));
    List<String> without = notice.stream().filter(line -> !line.contains(":jhdf ")).toList();
    List<String> unlicensed =
        notice.stream().map(line -> line.replaceFirst("MIT +https", "(none) https")).toList();

    assertThat(named(without)).doesNotContain("jhdf").contains("gson");
    assertThat(named(unlicensed)).doesNotContain("jhdf").contains("gson");
  }

  @Test
  void whatEachJarHoldsIsWhatNoticeSays() throws IOException {
    BuiltJar job = BuiltJar.of("job/target", "cellora-job-.*-all.jar");
    List<String> notice = Files.readAllLines(Path.of("..", "NOTICE"));

    assertThat(in(notice, "J", "picocli")).isEqualTo(job.holdsClass("picocli.CommandLine"));
    assertThat(in(notice, "J", "slf4j-api")).isEqualTo(job.holdsClass("org.slf4j.Logger"));
    assertThat(in(notice, "J", "jna")).isEqualTo(job.holdsClass("com.sun.jna.Native"));
  }

  /** The libraries that a line names with a licence that may be distributed. */
  private static List<String> named(List<String> notice) {
    return notice.stream()
        .map(LINE::matcher)
        .filter(Matcher::matches)
        .filter(line -> EITHER.splitAsStream(line.group(4)).allMatch(LICENCES::contains))
        .map(line -> line.group(2))
        .toList();
  }

  private static boolean in(List<String> notice, String jar, String library) {
    return notice.stream()
        .map(LINE::matcher)
        .filter(Matcher::matches)
        .anyMatch(line -> line.group(2).equals(library) && line.group(3).contains(jar));
  }

  private static List<String> libraries() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("target", "lib"))) {
      return files
          .map(file -> JAR.matcher(file.getFileName().toString()))
          .filter(Matcher::matches)
          .map(jar -> jar.group(1))
          .filter(name -> !name.startsWith("cellora-"))
          .sorted()
          .toList();
    }
  }
}
