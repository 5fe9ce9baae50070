package io.cellora.h5ad;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreStorageTest {

  private static final int HEAP_SIZE_OFFSET = 8;
  private static final int BASE_OFFSET = 24;

  @TempDir Path folder;

  private String write(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("shard.h5ad"), bytes).toString();
  }

  private static Shard open(String path) {
    return Shard.open(path, new Configuration());
  }

  /** The names of a group lie in a heap, whose size is the file's word. */
  @Test
  void aLengthThatTheFileCannotHaveIsRefusedBeforeMemoryIsTaken() throws IOException {
    byte[] content = Files.readAllBytes(Fixtures.file("csr_counts.h5ad"));
    int heap = new String(content, StandardCharsets.ISO_8859_1).indexOf("HEAP");
    for (long size : new long[] {Integer.MAX_VALUE - 8, 1L << 40, Long.MAX_VALUE - 8, -1}) {
      ByteBuffer.wrap(content)
          .order(ByteOrder.LITTLE_ENDIAN)
          .putLong(heap + HEAP_SIZE_OFFSET, size);
      String path = write(content);
      assertThatThrownBy(() -> open(path))
          .hasMessageMatching("Cannot read .*shard.h5ad \\(obs: .*")
          .rootCause()
          .isInstanceOf(EOFException.class)
          .hasMessageMatching("-?\\d+ bytes wanted at \\d+, the file ends at 105408");
    }
  }

  @Test
  void aUserBlockBeforeTheFileIsPassedOver() throws IOException {
    byte[] content = Files.readAllBytes(Fixtures.file("csr_counts.h5ad"));
    assertThat(open(write(content)).rows()).isEqualTo(30);
    byte[] moved = new byte[content.length + 1024];
    System.arraycopy(content, 0, moved, 1024, content.length);
    String untold = write(moved);
    assertThatThrownBy(() -> open(untold))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("superblock at 1024 says it is at 0");
    ByteBuffer.wrap(moved).order(ByteOrder.LITTLE_ENDIAN).putLong(1024 + BASE_OFFSET, 1024);
    assertThat(open(write(moved)).rows()).isEqualTo(30);
  }

  @Test
  void whatIsNoHdf5FileIsRefused() throws IOException {
    for (int size : new int[] {0, 7, 8, 513, 5000}) {
      String path = write(new byte[size]);
      assertThatThrownBy(() -> open(path))
          .hasMessageContaining(
              "shard.h5ad (not an HDF5 file, or damaged: no HDF5 signature in it)");
    }
  }
}
