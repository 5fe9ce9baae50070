package io.cellora.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalFolderTest {

  @TempDir Path dir;

  @Test
  void failedWriteLeavesTheOldFileAndNothingElse() throws IOException {
    LocalFolder folder = new LocalFolder(dir.resolve("new"));
    folder.write("a", out -> out.write(1));
    assertThatThrownBy(
            () ->
                folder.write(
                    "a",
                    out -> {
                      out.write(2);
                      throw new IOException("disk full");
                    }))
        .hasMessage("disk full");
    try (InputStream in = folder.open("a")) {
      assertThat(in.readAllBytes()).containsExactly(1);
    }
    assertThat(dir.resolve("new")).isDirectoryContaining(file -> file.endsWith("a"));
    assertThat(dir.resolve("new").toFile().list()).containsExactly("a");
  }
}
