package io.cellora.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeLockTest {

  @TempDir private Path root;

  @Test
  void theLockLiesInTheFolderThatItGuardsForOneselfAlone() throws IOException {
    Path folder = root.resolve("cache/pytorch");

    try (NativeLock lock = NativeLock.take(folder)) {
      assertThat(lock.channel()).isPresent();
      Path file = folder.resolve(NativeLock.FILE);
      assertThat(file).isRegularFile();
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void whereNothingCanBeWrittenNothingIsLocked() throws IOException {
    Path file = Files.writeString(root.resolve("file"), "");

    try (NativeLock lock = NativeLock.take(file.resolve("pytorch"))) {
      assertThat(lock.channel()).isEmpty();
    }
  }

  @Test
  void aLinkInPlaceOfTheLockIsNotFollowed() throws IOException {
    Path target = root.resolve("target");
    Files.createSymbolicLink(root.resolve(NativeLock.FILE), target);

    try (NativeLock lock = NativeLock.take(root)) {
      assertThat(lock.channel()).isEmpty();
    }
    assertThat(target).doesNotExist();
  }

  @Test
  void aCacheThatWasFilledForAnImageIsReadByEveryUser() throws IOException {
    Path folder = Files.createDirectories(root.resolve("2.7.1"));
    Path library = Files.writeString(folder.resolve("libtorch.so"), "");
    Files.setPosixFilePermissions(library, PosixFilePermissions.fromString("rw-------"));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));

    FillCache.open(root);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
        .isEqualTo("rwxr-xr-x");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(library)))
        .isEqualTo("rw-r--r--");
  }
}
