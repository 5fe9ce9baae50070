package io.cellora.h5ad;

import io.jhdf.checksum.JenkinsLookup3HashLittle;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * A small h5ad file and where it is worth damaging: HDF5 leaves most of a small file empty.
 *
 * @param places offsets of bytes that are not zero, or stand shortly behind one
 * @param addresses values in the file that may be addresses in it
 * @param sealed pairs of begin and end of what a checksum covers; it stands at the end
 */
record FuzzSeed(String name, byte[] bytes, int[] places, long[] addresses, List<int[]> sealed) {

  private static final String[] NAMES = {
    "plain",
    "gzip",
    "lzf",
    "layers",
    "dense",
    "latest",
    "latest_dense",
    "old_categories",
    "compound",
    "lz4",
    "bitshuffle",
    "zstd"
  };

  private static final Set<String> CHECKED =
      Set.of(
          "OHDR", "OCHK", "FRHP", "FHIB", "BTHD", "BTIN", "BTLF", "FAHD", "FADB", "EAHD", "EADB",
          "EAIB", "EASB");

  private static final int SUPERBLOCK_BYTES = 44;
  private static final int LONGEST_CHECKED = 4096;
  private static final int NEAR = 8;

  static List<FuzzSeed> all() {
    return Stream.of(NAMES).map(FuzzSeed::read).toList();
  }

  private static FuzzSeed read(String name) {
    byte[] bytes = unpack("fuzz/" + name + ".h5ad.gz");
    return new FuzzSeed(name, bytes, places(bytes), addresses(bytes), sealed(bytes));
  }

  /** The content of a gzipped test resource. */
  static byte[] unpack(String resource) {
    try (InputStream packed = FuzzSeed.class.getResourceAsStream("/h5ad/" + resource)) {
      return new GZIPInputStream(packed).readAllBytes();
    } catch (IOException e) {
      throw new IllegalStateException("Cannot read " + resource, e);
    }
  }

  private static int[] places(byte[] bytes) {
    TreeSet<Integer> places = new TreeSet<>();
    for (int i = 0; i < bytes.length; i++) {
      for (int near = 0; bytes[i] != 0 && near < NEAR && i + near < bytes.length; near++) {
        places.add(i + near);
      }
    }
    return places.stream().mapToInt(i -> i).toArray();
  }

  private static long[] addresses(byte[] bytes) {
    ByteBuffer buffer = little(bytes);
    TreeSet<Long> addresses = new TreeSet<>();
    for (int i = 0; i + Long.BYTES <= bytes.length; i++) {
      long value = buffer.getLong(i);
      if (value > 8 && value < bytes.length) {
        addresses.add(value);
      }
    }
    return addresses.stream().mapToLong(a -> a).toArray();
  }

  /** Finds what is checked by trying every length behind a signature. */
  private static List<int[]> sealed(byte[] bytes) {
    List<int[]> sealed = new ArrayList<>();
    for (int i = 0; i + Long.BYTES <= bytes.length; i++) {
      if (CHECKED.contains(new String(bytes, i, 4, StandardCharsets.ISO_8859_1))) {
        end(bytes, i, i + 8, i + LONGEST_CHECKED).forEach(sealed::add);
      }
    }
    end(bytes, 0, SUPERBLOCK_BYTES, SUPERBLOCK_BYTES).forEach(sealed::add);
    return sealed;
  }

  private static Stream<int[]> end(byte[] bytes, int from, int first, int last) {
    for (int to = first; to <= Math.min(last, bytes.length - Integer.BYTES); to++) {
      if (checksum(bytes, from, to) == little(bytes).getInt(to)) {
        return Stream.of(new int[] {from, to});
      }
    }
    return Stream.empty();
  }

  /** Makes the checksums of a changed copy of the seed right again. */
  void seal(byte[] changed) {
    for (int[] range : sealed) {
      little(changed).putInt(range[1], checksum(changed, range[0], range[1]));
    }
  }

  private static int checksum(byte[] bytes, int from, int to) {
    return JenkinsLookup3HashLittle.hash(Arrays.copyOfRange(bytes, from, to));
  }

  static ByteBuffer little(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
