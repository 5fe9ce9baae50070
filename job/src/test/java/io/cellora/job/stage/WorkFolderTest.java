package io.cellora.job.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Outputs on a store where a folder cannot be moved at once. */
class WorkFolderTest {

  private static final List<String> TABLE =
      List.of("tables/a/_SUCCESS", "tables/a/part-0", "tables/a/part-1");
  private static final List<String> RESULTS =
      List.of(
          "adapters/lora/seed-0/adapter_model.safetensors",
          "reports/report.html",
          "tables/a/_SUCCESS",
          "tables/a/part-0",
          "tables/a/part-1",
          "tables/b/_SUCCESS",
          "tables/b/part-0");

  @TempDir private Path disk;

  private final Configuration conf = ObjectStore.configuration();
  private String out;

  @BeforeEach
  void nameOutput() {
    out = "objects:" + disk.resolve("out");
    ObjectStore.allow(Integer.MAX_VALUE);
  }

  @AfterEach
  void nothingIsCutOffLater() {
    ObjectStore.allow(Integer.MAX_VALUE);
  }

  @Test
  void noTableIsCompleteBeforeItsPartsAreThere() throws IOException {
    try (WorkFolder work = WorkFolder.create(out, false, conf)) {
      write(work, RESULTS);
      work.publish();
    }

    assertThat(files("out").keySet()).containsExactlyElementsOf(RESULTS);
    assertThat(disk.resolve(".out.inprogress")).doesNotExist();
    List<String> moved =
        ObjectStore.moved().stream().filter(path -> path.startsWith(disk + "/out/")).toList();
    assertThat(moved.subList(0, 5)).noneMatch(path -> path.endsWith("_SUCCESS"));
    assertThat(moved.subList(5, 7)).allMatch(path -> path.endsWith("_SUCCESS"));
  }

  @Test
  void aRunThatWasStoppedWhileItCameIntoSightIsWholeAgainAfterResume() throws IOException {
    try (WorkFolder work = WorkFolder.create(out, false, conf)) {
      write(work, RESULTS);
      write(work, List.of(ResumeFile.NAME, "checkpoints/step", "_stages/cells.json"));
      work.keep();
      ObjectStore.allow(4); // the marker and three files
      assertThatThrownBy(work::publish)
          .isInstanceOf(UncheckedIOException.class)
          .hasMessage("Cannot publish output (cut off): " + out);
    }
    assertThat(files("out")).hasSizeBetween(1, 3);
    assertThat(files("out").keySet()).noneMatch(path -> path.endsWith("_SUCCESS"));

    ObjectStore.allow(Integer.MAX_VALUE);
    assertThatThrownBy(() -> WorkFolder.create(out, false, conf))
        .hasMessageStartingWith("Cannot write output (a part of it is there, of a command that was")
        .hasMessageContaining("--resume continues a run, --overwrite starts anew")
        .hasMessageEndingWith(out);
    try (WorkFolder work = WorkFolder.resume(out, false, conf)) {
      assertThat(disk.resolve("out")).doesNotExist();
      assertThat(files(".out.inprogress").keySet())
          .containsAll(RESULTS)
          .contains("checkpoints/step", "_stages/cells.json", ResumeFile.NAME)
          .doesNotContain("publishing.json");
      work.publish();
    }
    assertThat(files("out").keySet()).containsExactlyElementsOf(RESULTS);
    assertThat(files("out")).allSatisfy((name, text) -> assertThat(text).isEqualTo(name));
    assertThat(disk.resolve(".out.inprogress")).doesNotExist();
  }

  @Test
  void whatCannotBeResumedLeavesNoPartOfItself() throws IOException {
    try (WorkFolder work = WorkFolder.create(out, false, conf)) {
      write(work, TABLE);
      ObjectStore.allow(2);
      assertThatThrownBy(work::publish)
          .isInstanceOf(UncheckedIOException.class)
          .hasMessage("Cannot publish output (cut off): " + out);
    }
    try (Stream<Path> left = Files.list(disk)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void aTableThatIsReplacedIsIncompleteUntilAllOfTheNewOneIsThere() throws IOException {
    try (WorkFolder work = WorkFolder.create(out, false, conf)) {
      write(work, TABLE);
      work.publish();
    }
    ObjectStore.allow(Integer.MAX_VALUE);
    try (WorkFolder work = WorkFolder.within(out, conf)) {
      write(work, List.of("tables/a/_SUCCESS", "tables/a/part-7", "reports/report.html"));
      work.replace();
    }

    assertThat(files("out").keySet())
        .containsExactly("reports/report.html", "tables/a/_SUCCESS", "tables/a/part-7");
    List<String> moved = ObjectStore.moved();
    assertThat(moved.get(0)).endsWith("/replaced/a/_SUCCESS");
    assertThat(moved.indexOf(disk + "/out/tables/a/part-7"))
        .isLessThan(moved.indexOf(disk + "/out/tables/a/_SUCCESS"));
  }

  private static void write(WorkFolder work, List<String> names) throws IOException {
    for (String name : names) {
      Path file = Path.of(work.path(name).toUri().getPath());
      Files.createDirectories(file.getParent());
      Files.writeString(file, name);
    }
  }

  /** Contents by relative path. */
  private Map<String, String> files(String folder) throws IOException {
    Path root = disk.resolve(folder);
    Map<String, String> found = new TreeMap<>();
    try (Stream<Path> all = Files.walk(root)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        found.put(root.relativize(file).toString(), Files.readString(file));
      }
    }
    return found;
  }
}
