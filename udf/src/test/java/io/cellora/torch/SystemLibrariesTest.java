package io.cellora.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On files that are made up. */
class SystemLibrariesTest {

  @TempDir private Path root;

  @Test
  void theVersionsOfLibrariesStandInTheirFiles() throws IOException {
    write(
        "proc/self/maps",
        "7f00-7f01 r--p 0 fe:00 3   /lib/libm.so.6\n7f02-7f03 r 0 1 2 /lib/libc.so.6\n");
    write("lib/libc.so.6", "\0\1GNU C Library (Made Up) stable release version 2.31.\n\0");
    write(
        "usr/lib64/libstdc++.so.6",
        "\0GLIBCXX_3.4\0GLIBCXX_3.4.9\0GLIBCXX_3.4.28\0GLIBCXX_3.4.3\0");
    write("opt/new/libstdc++.so.6", "GLIBCXX_3.4.30\0");
    SystemLibraries libraries = new SystemLibraries(root);

    assertThat(libraries.glibc()).isEqualTo("2.31");
    assertThat(libraries.glibcxx("")).isEqualTo("3.4.28");
    assertThat(libraries.glibcxx("/opt/old:/opt/new")).isEqualTo("3.4.30");
    assertThatCode(libraries::require).doesNotThrowAnyException();
  }

  @Test
  void anOldLibraryOfCIsRefusedBeforeItIsTried() throws IOException {
    write("proc/self/maps", "7f02-7f03 r 0 1 2 /lib64/libc-2.17.so\n");
    write("lib64/libc-2.17.so", "GNU C Library (GNU libc) stable release version 2.17, by Roland");
    SystemLibraries libraries = new SystemLibraries(root);

    assertThat(libraries.glibc()).isEqualTo("2.17");
    assertThatThrownBy(libraries::require)
        .hasMessage(
            "Cannot start PyTorch (glibc 2.17, libtorch 2.7.1 needs glibc 2.29 or newer): run on"
                + " Amazon Linux 2023, Ubuntu 20.04, Debian 11 or newer (EMR 7 instead of 6)");
  }

  @Test
  void anotherLibraryOfCIsRefusedToo() throws IOException {
    write("proc/self/maps", "7f02-7f03 r 0 1 2 /lib/ld-musl-x86_64.so.1\n");
    SystemLibraries libraries = new SystemLibraries(root);

    assertThat(libraries.glibc()).isEqualTo("musl");
    assertThatThrownBy(libraries::require)
        .hasMessageStartingWith(
            "Cannot start PyTorch (musl instead of glibc, libtorch 2.7.1 needs");
  }

  @Test
  void whatIsNotKnownIsTried() {
    SystemLibraries nothing = new SystemLibraries(root);

    assertThat(nothing.glibc()).isEmpty();
    assertThat(nothing.glibcxx("")).isEmpty();
    assertThatCode(nothing::require).doesNotThrowAnyException();
  }

  private void write(String file, String text) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }
}
