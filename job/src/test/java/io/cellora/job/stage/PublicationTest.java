package io.cellora.job.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.cellora.FaultyFileSystem;
import io.cellora.FaultyFileSystem.Call;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FileUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Outputs become visible whole, wherever the store fails or the driver is killed. */
class PublicationTest {

  private static final Set<String> NEW =
      Set.of(
          "tables/cells/_SUCCESS",
          "tables/cells/part-0",
          "tables/cells/part-1",
          "tables/metrics/_SUCCESS",
          "tables/metrics/part-0",
          "reports/report.html");

  private static final Set<String> RESUMABLE =
      Set.of(
          "tables/raw_predictions/_SUCCESS",
          "tables/raw_predictions/part-0",
          "checkpoints/lora-ce/step-00000001.json",
          "_stages/cells.json",
          "resume.json");

  private static final Set<String> OLD =
      Set.of("tables/before/_SUCCESS", "tables/before/part-0", "mine.txt");

  private static final Set<String> ANEW =
      Set.of("tables/before/_SUCCESS", "tables/before/part-9", "reports/x");

  @TempDir private Path folder;

  private final Configuration configuration = new Configuration();
  private FileSystem files;
  private Path work;
  private Path out;

  @BeforeEach
  void openStore() throws IOException {
    FaultyFileSystem.register(configuration);
    files = FileSystem.newInstance(URI.create(FaultyFileSystem.url(folder)), configuration);
    work = folder.resolve(".out.inprogress");
    out = folder.resolve("out");
  }

  @AfterEach
  void closeStore() throws IOException {
    FaultyFileSystem.mend();
    files.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aKillAtAnyCallLeavesWhatTheNextRunMends(boolean replaces) throws IOException {
    int n = 0;
    boolean killed;
    do {
      begin(replaces);
      killed = killedAt(++n, () -> renamed().publish());
      Set<String> seen = new TreeSet<>(below(out));
      seen.removeIf(path -> RESUMABLE.contains(path) || path.startsWith("_stages/"));
      assertThat(seen).as("call %d", n).isIn(Set.of(), OLD, NEW);
      renamed().recover();
      if (!below(out).equals(NEW)) {
        assertThat(below(out)).as("call %d", n).isIn(Set.of(), OLD);
        assertThat(below(work)).as("call %d", n).containsAll(NEW).containsAll(RESUMABLE);
        renamed().publish();
      }
      assertThat(below(out)).as("call %d", n).isEqualTo(NEW);
      assertThat(StageTestBase.names(folder)).containsExactly("out");
    } while (killed);
    assertThat(n).isGreaterThan(3);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aKillAtAnyCallToAnObjectStoreShowsNoTableAsWholeThatIsNot(boolean replaces)
      throws IOException {
    int n = 0;
    boolean killed;
    do {
      begin(replaces);
      try (WorkFolder first = WorkFolder.resume(FaultyFileSystem.url(out), true, configuration)) {
        killed = killedAt(++n, first::publish);
      }
      for (String file : NEW) {
        String success = file.substring(0, file.lastIndexOf('/') + 1) + "_SUCCESS";
        if (below(out).contains(success)) {
          assertThat(below(out)).as("call %d", n).contains(file);
        }
      }
      try (WorkFolder again = WorkFolder.resume(FaultyFileSystem.url(out), true, configuration)) {
        if (!below(out).equals(NEW)) {
          assertThat(below(work)).as("call %d", n).containsAll(NEW).containsAll(RESUMABLE);
          again.publish();
        }
      }
      assertThat(below(out)).as("call %d", n).isEqualTo(NEW);
    } while (killed);
    assertThat(n).isGreaterThan(10);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aRefusedRenameBringsBackWhatWas(boolean replaces) throws IOException {
    for (int n = 1; n <= (replaces ? 2 : 1); n++) {
      begin(replaces);
      AtomicInteger renames = new AtomicInteger();
      int refused = n;
      FaultyFileSystem.set(
          (call, path) -> call != Call.RENAME || renames.incrementAndGet() != refused);
      assertThatThrownBy(() -> renamed().publish())
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("the file system refused to move ");
      FaultyFileSystem.mend();
      assertThat(below(out)).isEqualTo(replaces ? OLD : Set.of());
      assertThat(below(work)).containsAll(NEW).containsAll(RESUMABLE);
    }
  }

  @Test
  void aTableThatOnlyServesToResumeIsNeverVisibleInPart() throws IOException {
    begin(true);
    List<Path> deleted = new ArrayList<>();
    FaultyFileSystem.set(
        (call, path) -> {
          Path local = Path.of(path.toUri().getPath());
          if (call == Call.DELETE && Files.exists(local)) {
            deleted.add(local);
          }
          return true;
        });
    renamed().publish();
    assertThat(deleted)
        .contains(out.resolve("_stages"))
        .noneMatch(path -> path.startsWith(out.resolve("tables")));
    assertThat(below(out)).isEqualTo(NEW);
  }

  @Test
  void anOutputWithoutWhatIsForResumingIsLeftAlone() throws IOException {
    write(out, Set.of("checkpoints/mine", "_stages/mine"));
    Files.writeString(out.resolve("resume.json"), "{\"cv\": \"mine\"}");
    renamed().recover();
    assertThat(below(out)).containsExactly("_stages/mine", "checkpoints/mine", "resume.json");
  }

  @Test
  void anOutputThatCameMeanwhileIsNotTouched() throws IOException {
    WorkFolder folder = WorkFolder.create(out.toString(), false, new Configuration());
    write(out, OLD);
    assertThatThrownBy(folder::publish)
        .hasMessage(
            "Cannot publish output (a folder of this name was made meanwhile): file:" + out);
    folder.close();
    assertThat(below(out)).isEqualTo(OLD);
    assertThat(StageTestBase.names(this.folder)).containsExactly("out");
  }

  @Test
  void aTableThatAnEvaluationCouldNotReplaceIsStillThere() throws IOException {
    Set<String> replaced = Set.of("tables/before/_SUCCESS", "tables/before/part-9", "mine.txt");
    for (int refused = 1; refused <= 5; refused++) {
      begin(true);
      AtomicInteger renames = new AtomicInteger();
      int n = refused;
      try (WorkFolder anew = WorkFolder.within(FaultyFileSystem.url(out), configuration)) {
        write(out.resolve(".replacements"), ANEW);
        FaultyFileSystem.set(
            (call, path) -> {
              if (call == Call.RENAME && renames.incrementAndGet() >= n) {
                throw new IOException("the store is gone");
              }
              return true;
            });
        assertThatThrownBy(anew::replace)
            .isInstanceOf(UncheckedIOException.class)
            .hasMessageContaining("the store is gone");
        // As a kill leaves it.
        anew.keep();
      }
      FaultyFileSystem.mend();
      WorkFolder.within(FaultyFileSystem.url(out), configuration).close();
      assertThat(below(out)).as("rename %d", n).isIn(OLD, replaced);
      assertThat(StageTestBase.names(out)).doesNotContain(".replacements");
    }
  }

  private void begin(boolean replaces) throws IOException {
    FileUtil.fullyDeleteContents(folder.toFile());
    write(work, NEW);
    write(work, RESUMABLE);
    new ObjectMapper()
        .writeValue(
            work.resolve("resume.json").toFile(),
            new ResumeFile("run", "1", Map.of(), "hash", List.of()));
    if (replaces) {
      write(out, OLD);
    }
  }

  private RenamedFolder renamed() {
    return new RenamedFolder(files, path(work), path(out));
  }

  private static org.apache.hadoop.fs.Path path(Path local) {
    return new org.apache.hadoop.fs.Path(FaultyFileSystem.url(local));
  }

  private interface Publishing {
    void publish() throws IOException;
  }

  /** From that call on the store hears nothing more of the run. */
  private static boolean killedAt(int n, Publishing publishing) {
    AtomicInteger calls = new AtomicInteger();
    FaultyFileSystem.set(
        (call, path) -> {
          if (calls.incrementAndGet() >= n) {
            throw new IOException("killed");
          }
          return true;
        });
    try {
      publishing.publish();
    } catch (IOException | UncheckedIOException e) {
      assertThat(e).hasMessageContaining("killed");
    }
    FaultyFileSystem.mend();
    return calls.get() >= n;
  }

  private static void write(Path root, Set<String> names) throws IOException {
    for (String name : names) {
      Path file = root.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, name);
    }
  }

  private static Set<String> below(Path root) {
    if (!Files.exists(root)) {
      return Set.of();
    }
    try (Stream<Path> all = Files.walk(root)) {
      Set<String> found = new TreeSet<>();
      all.filter(Files::isRegularFile).forEach(f -> found.add(root.relativize(f).toString()));
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
