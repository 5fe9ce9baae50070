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
import org.junit.jupiter.params.provider.CsvSource;

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

  @TempDir private Path folder;

  private FileSystem files;
  private Path work;
  private Path out;

  @BeforeEach
  void openStore() throws IOException {
    Configuration configuration = new Configuration();
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
  @CsvSource({"true, false", "true, true", "false, false", "false, true"})
  void aKillAtAnyCallLeavesWhatTheNextRunMends(boolean atOnce, boolean replaces)
      throws IOException {
    int n = 0;
    boolean killed;
    do {
      begin(replaces);
      killed = killedAt(++n, atOnce);
      nothingIsVisibleInPart();
      publication(atOnce).recover();
      Set<String> now = below(out);
      if (!now.equals(NEW)) {
        assertThat(now).as("call %d", n).isIn(Set.of(), OLD);
        assertThat(below(work)).as("call %d", n).containsAll(NEW).containsAll(RESUMABLE);
        publication(atOnce).publish();
      }
      assertThat(below(out)).as("call %d", n).isEqualTo(NEW);
      files.delete(path(work), true);
      assertThat(StageTestBase.names(folder)).containsExactly("out");
    } while (killed);
    assertThat(n).isGreaterThan(3);
  }

  @ParameterizedTest
  @CsvSource({"true, false", "true, true", "false, false"})
  void aRefusedRenameBringsBackWhatWas(boolean atOnce, boolean replaces) throws IOException {
    for (int n = 1; n <= (replaces ? 2 : 1); n++) {
      begin(replaces);
      AtomicInteger renames = new AtomicInteger();
      int refused = n;
      FaultyFileSystem.set(
          (call, path) -> call != Call.RENAME || renames.incrementAndGet() != refused);
      assertThatThrownBy(() -> publication(atOnce).publish())
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("the file system refused to rename ");
      FaultyFileSystem.mend();
      assertThat(below(out)).isEqualTo(replaces ? OLD : Set.of());
      assertThat(below(work)).containsAll(NEW).containsAll(RESUMABLE);
    }
  }

  @Test
  void anOutputWithoutWhatIsForResumingIsLeftAlone() throws IOException {
    write(out, Set.of("checkpoints/mine", "_stages/mine"));
    Files.writeString(out.resolve("resume.json"), "{\"cv\": \"mine\"}");
    publication(true).recover();
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
    for (int refused = 1; refused <= 3; refused++) {
      begin(true);
      AtomicInteger renames = new AtomicInteger();
      int n = refused;
      Configuration configuration = new Configuration();
      FaultyFileSystem.register(configuration);
      try (WorkFolder anew = WorkFolder.within(FaultyFileSystem.url(out), configuration)) {
        write(out.resolve(".replacements"), Set.of("tables/before/_SUCCESS", "reports/x"));
        FaultyFileSystem.set(
            (call, path) -> {
              if (call == Call.RENAME && renames.incrementAndGet() >= n) {
                throw new IOException("the store is gone");
              }
              return true;
            });
        assertThatThrownBy(anew::replace).hasMessageContaining("the store is gone");
        // As a kill leaves it.
        anew.keep();
      }
      FaultyFileSystem.mend();
      WorkFolder.within(FaultyFileSystem.url(out), configuration).close();
      assertThat(below(out)).as("rename %d", n).contains("tables/before/_SUCCESS", "mine.txt");
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

  private Publication publication(boolean atOnce) {
    return atOnce
        ? new RenamedFolder(files, path(work), path(out))
        : new MovedFiles(files, path(work), path(out));
  }

  private static org.apache.hadoop.fs.Path path(Path local) {
    return new org.apache.hadoop.fs.Path(FaultyFileSystem.url(local));
  }

  /** From that call on the store hears nothing more of the run. */
  private boolean killedAt(int n, boolean atOnce) {
    AtomicInteger calls = new AtomicInteger();
    FaultyFileSystem.set(
        (call, path) -> {
          if (calls.incrementAndGet() >= n) {
            throw new IOException("killed");
          }
          return true;
        });
    try {
      publication(atOnce).publish();
    } catch (IOException e) {
      assertThat(e).hasMessage("killed");
    }
    FaultyFileSystem.mend();
    return calls.get() >= n;
  }

  /** The output is the old one, the new one or none; else it says so, and no table looks whole. */
  private void nothingIsVisibleInPart() {
    Set<String> seen = below(out);
    Set<String> finished = new TreeSet<>(seen);
    finished.removeAll(RESUMABLE);
    if (seen.isEmpty() || finished.equals(NEW) || seen.equals(OLD)) {
      return;
    }
    assertThat(seen).containsAnyOf(MovedFiles.UNDER_WAY, MovedFiles.REMOVING);
    for (String file : NEW) {
      String table = file.substring(0, file.lastIndexOf('/') + 1);
      if (seen.contains(table + "_SUCCESS")) {
        assertThat(seen).contains(file);
      }
    }
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
