package io.cellora.h5ad.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jhdf.HdfFile;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Numbers under every filter and layout against the plain ones that h5py wrote beside them. */
class ElementsTest {

  private static final Path FILE = path("storage.h5");
  private static final Path LATEST = path("storage_latest.h5");

  private static Path path(String name) {
    try {
      return Path.of(ElementsTest.class.getResource("/h5ad/storage/" + name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("Cannot find fixture " + name, e);
    }
  }

  /** A local file, read at positions. */
  private record LocalReader(RandomAccessFile file) implements ByteReader {
    @Override
    public void readFully(long from, byte[] target, int offset, int n) throws IOException {
      file.seek(from);
      file.readFully(target, offset, n);
    }

    @Override
    public long size() {
      try {
        return file.length();
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot tell the length", e);
      }
    }
  }

  @FunctionalInterface
  private interface Reading<T> {
    T of(Elements elements, ChunkDecoder decoder) throws IOException;
  }

  private static <T> T read(Path path, String object, Inflation inflation, Reading<T> reading)
      throws IOException {
    try (HdfFile hdf = new HdfFile(path);
        RandomAccessFile file = new RandomAccessFile(path.toFile(), "r");
        ChunkDecoder decoder = new ChunkDecoder(new LocalReader(file), inflation)) {
      Dataset dataset = hdf.getDatasetByPath(object);
      return reading.of(Elements.open(dataset, decoder, 0), decoder);
    }
  }

  private static double[] all(Path path, String object, Inflation inflation) throws IOException {
    return read(path, object, inflation, (e, d) -> doubles(e, 0, (int) e.count()));
  }

  private static double[] doubles(Elements elements, long from, int n) {
    double[] values = new double[n];
    elements.doubles(from, n, values);
    return values;
  }

  @TestFactory
  Stream<DynamicTest> everyFilterAndLayoutGivesThePlainNumbers() {
    return Stream.of(FILE, LATEST).flatMap(file -> good(file).stream().map(o -> equal(file, o)));
  }

  private static List<String> good(Path path) {
    try (HdfFile hdf = new HdfFile(path)) {
      return new TreeMap<>(((Group) hdf.getByPath("good")).getChildren())
          .values().stream()
              .flatMap(group -> ((Group) group).getChildren().values().stream())
              .map(Node::getPath)
              .toList();
    }
  }

  private static DynamicTest equal(Path file, String object) {
    String name = object.substring(object.lastIndexOf('/') + 1);
    String plain = "plain/" + (name.equals("wide") ? "table" : name);
    return DynamicTest.dynamicTest(
        file.getFileName() + object,
        () -> {
          double[] expected = all(file, plain, Inflation.ZLIB);
          assertThat(expected).hasSizeGreaterThan(6);
          for (Inflation inflation : List.of(Inflation.AUTO, Inflation.ZLIB)) {
            assertThat(all(file, object, inflation)).as("%s", inflation).containsExactly(expected);
          }
          slicesAreCutOutOfTheWhole(file, object, expected);
        });
  }

  private static void slicesAreCutOutOfTheWhole(Path file, String object, double[] expected)
      throws IOException {
    read(
        file,
        object,
        Inflation.AUTO,
        (elements, decoder) -> {
          for (int from = expected.length - 1; from >= 0; from -= 13) {
            int n = Math.min(expected.length - from, 57);
            assertThat(doubles(elements, from, n))
                .containsExactly(Arrays.copyOfRange(expected, from, from + n));
          }
          return null;
        });
  }

  @Test
  void readingInOrderDecodesEachChunkOnce() throws IOException {
    read(
        FILE,
        "good/gzip/line",
        Inflation.AUTO,
        (elements, decoder) -> {
          for (int i = 0; i < elements.count(); i += 7) {
            doubles(elements, i, (int) Math.min(7, elements.count() - i));
          }
          assertThat(decoder.decodedChunks()).isEqualTo(11);
          return null;
        });
  }

  @Test
  void whatWasNeverWrittenIsTheFillValue() throws IOException {
    double[] hole = all(FILE, "fill/hole", Inflation.AUTO);
    assertThat(hole[99]).isEqualTo(1);
    assertThat(Arrays.copyOfRange(hole, 100, 200)).containsOnly(7);
    assertThat(hole[200]).isEqualTo(2);
    double[] table = all(FILE, "fill/table", Inflation.AUTO);
    for (int i = 0; i < table.length; i++) {
      assertThat(table[i]).isEqualTo(i / 30 < 6 && i % 30 < 7 ? 1 : 2.5);
    }
    assertThat(all(FILE, "fill/nothing", Inflation.AUTO)).hasSize(50).containsOnly(9);
  }

  @Test
  void anEmptyDatasetThatClaimsToBeHugeTakesNoMemory() throws IOException {
    double[] end = read(FILE, "fill/huge", Inflation.AUTO, (e, d) -> doubles(e, (1L << 40) - 3, 3));
    assertThat(end).containsOnly(5);
  }

  @Test
  void positionsOutsideComeOutNegative() throws IOException {
    int[] positions =
        read(
            FILE,
            "plain/line",
            Inflation.AUTO,
            (elements, decoder) -> {
              int[] target = new int[1003];
              elements.positions(0, 1003, 15_000, target);
              return target;
            });
    double[] line = all(FILE, "plain/line", Inflation.AUTO);
    for (int i = 0; i < line.length; i++) {
      assertThat(positions[i]).isEqualTo(line[i] < 15_000 ? (int) line[i] : -1);
    }
  }

  @Test
  void filtersThatCannotBeUndoneAreNamed() {
    for (String name : List.of("blosc", "blosc2", "scaleoffset", "bzip2")) {
      assertThatThrownBy(() -> all(FILE, "refused/" + name, Inflation.AUTO))
          .isInstanceOf(StorageException.class)
          .hasMessage(
              "its filter "
                  + name
                  + " is not supported: write the file again with gzip, lzf, lz4, bitshuffle or"
                  + " zstd");
    }
  }

  @Test
  void damagedChunksAreRefusedByBothInflaters() {
    for (Inflation inflation : List.of(Inflation.AUTO, Inflation.ZLIB)) {
      for (String name :
          List.of("cut", "flipped", "checksum", "header", "longer", "shorter", "fletcher32")) {
        assertThatThrownBy(() -> all(FILE, "damaged/" + name, inflation))
            .as("%s by %s", name, inflation)
            .isInstanceOf(StorageException.class)
            .hasMessageContaining("chunk");
      }
    }
  }

  @Test
  void aFewBytesThatClaimToBeAGigabyteAreRefusedBeforeTheMemoryIsTaken() {
    assertThatThrownBy(() -> read(FILE, "damaged/bomb", Inflation.AUTO, (e, d) -> doubles(e, 0, 3)))
        .hasMessageMatching("a chunk of \\d\\d bytes cannot decode to 1073741824")
        .hasNoCause();
  }
}
