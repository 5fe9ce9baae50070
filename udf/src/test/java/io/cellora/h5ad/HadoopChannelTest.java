package io.cellora.h5ad;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HadoopChannelTest {

  @TempDir Path folder;
  private byte[] content;
  private HadoopChannel channel;

  @BeforeEach
  void open() throws IOException {
    content = new byte[11 << 20];
    new Random(1).nextBytes(content);
    Path file = Files.write(folder.resolve("bytes"), content);
    Configuration conf = new Configuration();
    conf.setClass("fs.counted.impl", CountedFileSystem.class, CountedFileSystem.class);
    channel = HadoopChannel.open(new org.apache.hadoop.fs.Path("counted://" + file), conf);
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
  void failsBeyondTheEndInsteadOfLeavingZeros() {
    assertThatThrownBy(() -> read(content.length - 2, 4))
        .isInstanceOf(IOException.class)
        .hasMessage("bytes 11534334 to 11534338 wanted, the file ends at 11534336");
  }

  @Test
  void refusesToMapAndToWrite() {
    assertThatThrownBy(() -> channel.map(FileChannel.MapMode.READ_ONLY, 0, 1))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("Cannot map");
    assertThatThrownBy(() -> channel.write(ByteBuffer.allocate(1)))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("only reads");
  }
}
