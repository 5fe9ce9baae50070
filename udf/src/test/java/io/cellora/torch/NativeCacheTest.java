package io.cellora.torch;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Libraries are run from the cache: nobody else may have put them there. */
class NativeCacheTest {

  @TempDir private Path home;

  private Path folder;
  private int me;

  @BeforeEach
  void likeAfterTheFirstStart() throws IOException {
    folder = Files.createDirectories(home.resolve(".djl.ai/pytorch/2.7.1-cpu")).getParent();
    me = (int) Files.getAttribute(folder, "unix:uid");
  }

  @Test
  void aFolderOfOnesOwnIsTakenAndSoIsNone() {
    assertThatCode(() -> new NativeCache(folder).requireOwnedBy(Set.of(me)))
        .doesNotThrowAnyException();
    assertThatCode(() -> new NativeCache(home.resolve("no/folder")).requireOwnedBy(Set.of()))
        .doesNotThrowAnyException();
    assertThatCode(() -> new NativeCache(folder).requireOwn()).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {".djl.ai", ".djl.ai/pytorch", ".djl.ai/pytorch/2.7.1-cpu"})
  void aFolderThatAnyoneMayWriteToIsRefusedByName(String part) throws IOException {
    Path open = home.resolve(part);
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThatThrownBy(() -> new NativeCache(folder).requireOwnedBy(Set.of(me)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("Cannot trust native cache (anyone may write to it, ")
        .hasMessageContaining("set DJL_CACHE_DIR")
        .hasMessageEndingWith(": " + open);
  }

  @Test
  void aFolderThatAnotherUserMadeIsRefused() {
    assertThatThrownBy(() -> new NativeCache(folder).requireOwnedBy(Set.of(me + 1)))
        .hasMessageStartingWith("Cannot trust native cache (user " + me + " made it, ")
        .hasMessageEndingWith(": " + folder.getParent());
  }
}
