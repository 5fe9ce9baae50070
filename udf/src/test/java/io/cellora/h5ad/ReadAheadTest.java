package io.cellora.h5ad;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How much is asked from the store, and how often. */
class ReadAheadTest {

  private static final int MB = 1 << 20;

  @TempDir Path folder;
  private byte[] content;
  private Path file;

  @BeforeEach
  void write() throws IOException {
    content = new byte[40 * MB];
    new Random(1).nextBytes(content);
    file = Files.write(folder.resolve("bytes"), content);
  }

  private HadoopChannel open(String scheme) throws IOException {
    Configuration conf = new Configuration();
    conf.setClass("fs.counted.impl", CountedFileSystem.class, CountedFileSystem.class);
    return HadoopChannel.open(new org.apache.hadoop.fs.Path(scheme + "://" + file), conf);
  }

  private void check(HadoopChannel channel, int from, int n) throws IOException {
    byte[] bytes = new byte[n + 2];
    channel.readFully(from, bytes, 1, n);
    assertThat(Arrays.equals(bytes, 1, n + 1, content, from, from + n)).isTrue();
  }

  @Test
  void scatteredReadsFetchASmallBlockEach() throws IOException {
    try (HadoopChannel channel = open("file")) {
      for (int i = 0; i < 40; i++) {
        check(channel, i * MB + 9, 100);
        check(channel, i * MB + 500, 1000);
      }
      assertThat(channel.requests()).isEqualTo(40);
      assertThat(channel.bytesRead()).isEqualTo(40L * ReadAhead.BLOCK_BYTES);
    }
  }

  @Test
  void readsInARowFetchMoreAndMoreEvenSideBySide() throws IOException {
    try (HadoopChannel channel = open("counted")) {
      int chunk = 50_000;
      for (int i = 0; i < 300; i++) {
        check(channel, i * chunk, chunk);
        check(channel, 20 * MB + i * chunk, chunk);
      }
      assertThat(channel.requests()).isLessThan(30);
      assertThat(channel.bytesRead()).isLessThan(2 * (300L * chunk + ReadAhead.MOST_AHEAD_BYTES));
    }
  }

  @Test
  void metadataBetweenChunksDoesNotStopAReadInARow() throws IOException {
    try (HadoopChannel channel = open("counted")) {
      for (int i = 0; i < 30; i++) {
        check(channel, i * MB + 77, 8);
      }
      long before = channel.requests();
      for (int i = 0; i < 300; i++) {
        check(channel, i * 100_000, 100_000);
      }
      assertThat(channel.requests() - before).isLessThan(25);
    }
  }

  @Test
  void aDiskIsAskedForLessAtOnce() throws IOException {
    try (HadoopChannel channel = open("file")) {
      for (int i = 0; i < 300; i++) {
        check(channel, i * 50_000, 50_000);
      }
      assertThat(channel.bytesRead())
          .isLessThan(300L * 50_000 + ReadAhead.MOST_AHEAD_LOCAL_BYTES + ReadAhead.BLOCK_BYTES);
      assertThat(channel.requests()).isBetween(57L, 80L);
    }
  }

  @Test
  void largeReadsAreOneRequestForJustTheirBytes() throws IOException {
    try (HadoopChannel channel = open("file")) {
      check(channel, 12_345, 3 * MB);
      assertThat(channel.requests()).isEqualTo(1);
      assertThat(channel.bytesRead()).isEqualTo(3L * MB);
    }
  }

  @Test
  void anyOrderOfReadsGivesTheBytesOfTheFile() throws IOException {
    Random random = new Random(2);
    for (String scheme : new String[] {"file", "counted"}) {
      try (HadoopChannel channel = open(scheme)) {
        for (int i = 0; i < 3000; i++) {
          int n = random.nextInt(1 << random.nextInt(22));
          // near the end, near each other and anywhere
          int from = random.nextInt(i % 3 == 0 ? content.length - n : 3 * MB);
          check(channel, i % 7 == 0 ? content.length - n : Math.min(from, content.length - n), n);
        }
      }
    }
  }

  @Test
  void channelsOnARemoteFileShareItsMetadata() throws IOException {
    try (HadoopChannel first = open("counted");
        HadoopChannel second = open("counted")) {
      for (HadoopChannel channel : new HadoopChannel[] {first, second}) {
        for (int i = 0; i < 40; i++) {
          check(channel, i * MB + 9, 100);
        }
      }
      assertThat(first.requests()).isEqualTo(40);
      assertThat(second.requests()).isZero();
    }
  }

  @Test
  void anotherVersionOfARemoteFileIsReadAnew() throws IOException {
    try (HadoopChannel channel = open("counted")) {
      check(channel, 9, 100);
    }
    content[9]++;
    Files.write(file, content);
    long later = file.toFile().lastModified() + 1000;
    assertThat(file.toFile().setLastModified(later)).isTrue();
    try (HadoopChannel channel = open("counted")) {
      check(channel, 9, 100);
    }
  }
}
