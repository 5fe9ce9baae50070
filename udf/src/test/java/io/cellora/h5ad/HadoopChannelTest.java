package io.cellora.h5ad;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.FutureTask;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HadoopChannelTest {

  @TempDir Path folder;
  private byte[] content;
  private final Configuration conf = new Configuration();
  private org.apache.hadoop.fs.Path path;
  private HadoopChannel channel;

  @BeforeEach
  void open() throws IOException {
    content = new byte[11 << 20];
    new Random(1).nextBytes(content);
    Path file = Files.write(folder.resolve("bytes"), content);
    conf.setClass("fs.counted.impl", CountedFileSystem.class, CountedFileSystem.class);
    path = new org.apache.hadoop.fs.Path("counted://" + file);
    channel = HadoopChannel.open(path, conf);
  }

  private byte[] read(int from, int n) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(n);
    assertThat(channel.read(buffer, from)).isEqualTo(n);
    return buffer.array();
  }

  @Test
  void readsInFullFromAStreamThatReadsShort() throws IOException {
    int[][] ranges = {{0, 8}, {(1 << 20) - 3, 7}, {5, 3 << 20}, {content.length - 4, 4}, {9, 0}};
    for (int[] range : ranges) {
      assertThat(read(range[0], range[1]))
          .isEqualTo(Arrays.copyOfRange(content, range[0], range[0] + range[1]));
    }
  }

  @Test
  void evictedBlocksAreReadAgain() throws IOException {
    for (int round = 0; round < 2; round++) {
      for (int block = 0; block < 11; block++) {
        assertThat(read(block << 20, 1)[0]).isEqualTo(content[block << 20]);
      }
    }
  }

  @Test
  void aClosedChannelReadsNoMoreNotEvenWhatItHasCached() throws IOException {
    read(0, 10);
    channel.close();
    assertThatThrownBy(() -> read(0, 10))
        .isInstanceOf(ClosedChannelException.class)
        .hasMessage(null);
  }

  @Test
  void aKilledTaskLosesItsOwnChannelAndNoOther() throws Exception {
    HadoopChannel other = HadoopChannel.open(path, conf);
    FutureTask<byte[]> killed =
        new FutureTask<>(
            () -> {
              Thread.currentThread().interrupt();
              return read(0, 10);
            });
    new Thread(killed).start();
    assertThatThrownBy(killed::get)
        .hasRootCauseInstanceOf(ClosedByInterruptException.class)
        .hasMessageContaining("ClosedByInterruptException");
    channel.close();
    byte[] bytes = new byte[10];
    other.readFully(5, bytes, 0, 10);
    assertThat(bytes).isEqualTo(Arrays.copyOfRange(content, 5, 15));
    other.close();
  }

  @Test
  void failsBeyondTheEndInsteadOfLeavingZeros() {
    assertThatThrownBy(() -> read(content.length - 2, 4))
        .isInstanceOf(IOException.class)
        .hasMessage("bytes 11534334 to 11534338 wanted, the file ends at 11534336");
  }

  @Test
  void refusesToMapAndToWrite() {
    assertThatThrownBy(() -> channel.map(FileChannel.MapMode.READ_ONLY, 1, 1L << 62))
        .isInstanceOf(IOException.class)
        .hasMessage("bytes 1 to 4611686018427387905 wanted, the file ends at 11534336");
    assertThatThrownBy(() -> channel.map(FileChannel.MapMode.READ_ONLY, 0, 1))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("Cannot map");
    assertThatThrownBy(() -> channel.write(ByteBuffer.allocate(1)))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("only reads");
  }
}
