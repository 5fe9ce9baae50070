package io.cellora.h5ad;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalCopiesTest {

  private static final int BYTES = 1000;

  @TempDir Path store;
  @TempDir Path disk;
  private FileSystem fs;
  private LocalCopies copies;

  @BeforeEach
  void open() throws IOException {
    fs = FileSystem.getLocal(new Configuration()).getRaw();
    // room for two: half of what is free or taken by copies
    copies = new LocalCopies(disk, () -> 4 * BYTES + BYTES / 2 - taken());
    for (String name : new String[] {"a", "b", "c"}) {
      Files.writeString(store.resolve(name), name.repeat(BYTES));
    }
  }

  private long taken() {
    return files() * BYTES;
  }

  private long files() {
    try (Stream<Path> files = Files.list(disk)) {
      return files.count();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private Optional<LocalCopies.Copy> acquire(String name) throws IOException {
    FileStatus status =
        fs.getFileStatus(new org.apache.hadoop.fs.Path(store.resolve(name).toUri()));
    return copies.acquire(fs, status);
  }

  @Test
  void aShardIsCopiedOnceForAllThatWantIt() throws IOException {
    LocalCopies.Copy first = acquire("a").orElseThrow();
    LocalCopies.Copy second = acquire("a").orElseThrow();
    assertThat(second).isSameAs(first);
    assertThat(first.file()).hasContent("a".repeat(BYTES));
    assertThat(files()).isEqualTo(1);
  }

  @Test
  void copiesThatNobodyReadsMakeRoom() throws IOException {
    LocalCopies.Copy a = acquire("a").orElseThrow();
    LocalCopies.Copy b = acquire("b").orElseThrow();
    b.release();
    LocalCopies.Copy c = acquire("c").orElseThrow();
    assertThat(a.file()).exists();
    assertThat(b.file()).doesNotExist();
    assertThat(c.file()).hasContent("c".repeat(BYTES));
  }

  @Test
  void withoutRoomThereIsNoCopy() throws IOException {
    LocalCopies.Copy a = acquire("a").orElseThrow();
    LocalCopies.Copy b = acquire("b").orElseThrow();
    assertThat(acquire("c")).isEmpty();
    assertThat(a.file()).exists();
    assertThat(b.file()).exists();
  }

  @Test
  void anotherVersionIsCopiedAnew() throws IOException {
    acquire("a").orElseThrow().release();
    Files.writeString(store.resolve("a"), "z".repeat(BYTES + 1));
    assertThat(acquire("a").orElseThrow().file()).hasContent("z".repeat(BYTES + 1));
  }

  @Test
  void whatCouldNotBeCopiedIsTriedAgain() throws IOException {
    FileStatus status = fs.getFileStatus(new org.apache.hadoop.fs.Path(store.resolve("a").toUri()));
    Files.writeString(store.resolve("a"), "short");
    assertThatThrownBy(() -> copies.acquire(fs, status))
        .isInstanceOf(IOException.class)
        .hasMessage("copied 5 bytes of 1000");
    Files.writeString(store.resolve("a"), "a".repeat(BYTES));
    assertThat(copies.acquire(fs, status).orElseThrow().file()).hasContent("a".repeat(BYTES));
  }
}
