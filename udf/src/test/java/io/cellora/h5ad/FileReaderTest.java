package io.cellora.h5ad;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Partitions of cells against the byte ranges into which Spark cuts files. */
class FileReaderTest {

  @Test
  void rangesThatCoverAFileGiveEachPartitionOnce() {
    List<Integer> partitions = List.of(0, 1, 2, 3, 4, 5, 6);
    for (long size : List.of(1L, 5L, 7L, 100L, 1L << 40)) {
      for (long step : List.of(1L + size / 9, size)) {
        List<Integer> found = new ArrayList<>();
        for (long start = 0; start < size; start += step) {
          found.addAll(FileReader.within(partitions, start, Math.min(step, size - start), size));
        }
        assertThat(found).isEqualTo(partitions);
      }
    }
  }

  @Test
  void aFileWithoutCellsHasNoPartitions() {
    assertThat(FileReader.within(List.of(), 0, 100, 100)).isEmpty();
  }
}
