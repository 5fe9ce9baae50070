package io.cellora.knn;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.cellora.Fixtures;
import io.cellora.SparkTestBase;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The fixture was saved by hnswlib itself. */
class LabelledKnnTest extends SparkTestBase {

  private static final JsonNode EXPECTED = Expected.ALL.get("index");
  private static final String FIXTURE = Fixtures.path("knn").toString();
  private static final int ELEMENT_BYTES = 4 + 100 * 4 + 12 * 4 + 8;
  private static final long WHOLE = Long.MAX_VALUE;

  @TempDir Path folder;

  @Test
  void everyVectorComesBackWithItsTypeButNotTheDeleted() {
    List<Row> rows = LabelledKnn.read(spark, FIXTURE).orderBy("row").collectAsList();
    List<Long> deleted = new ArrayList<>();
    EXPECTED.get("deleted").forEach(row -> deleted.add(row.asLong()));
    assertThat(rows).hasSize(Expected.LABELS.size() - deleted.size());
    for (Row row : rows) {
      int place = (int) row.<Long>getAs("row").longValue();
      assertThat(deleted).doesNotContain((long) place);
      assertThat(row.<String>getAs("cell_id")).isEqualTo(String.valueOf(place));
      assertThat(row.<String>getAs("label")).isEqualTo(Expected.LABELS.get(place));
      assertThat(row.<String>getAs("study")).isEqualTo("study" + place % 3);
      float[] expected = Fixtures.floats(EXPECTED.get("unit").get(place));
      List<Float> found = row.getList(row.fieldIndex("embedding"));
      for (int i = 0; i < expected.length; i++) {
        assertThat(found.get(i)).isCloseTo(expected[i], within(2e-7f));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 48 * ELEMENT_BYTES, WHOLE})
  void neighboursAreThoseOfBruteForceHoweverTheFileIsCut(long partBytes) {
    NearestReference reference = broadcast(LabelledKnn.read(spark, FIXTURE, partBytes));
    float[] queries = Expected.units("queries");
    Neighbours[] found = Neighbours.none(Expected.size("queries"), 5);
    try (KnnCache.Lease lease = reference.acquire()) {
      lease.index().search(queries, found);
      for (int query = 0; query < found.length; query++) {
        for (int i = 0; i < 5; i++) {
          assertThat(reference.id(found[query].row(i)))
              .as("query %d, neighbour %d", query, i)
              .isEqualTo(EXPECTED.get("rows").get(query).get(i).asText());
          assertThat((double) found[query].distance(i))
              .isCloseTo(EXPECTED.get("distances").get(query).get(i).asDouble(), within(1e-6));
        }
      }
    } finally {
      reference.destroy();
    }
  }

  private static NearestReference broadcast(Dataset<Row> rows) {
    return NearestReference.broadcast(
        rows, "embedding", "label", new KnnOptions.Sizes(16, 64, 1 << 20, 1));
  }

  @Test
  void onePartGivesTheRowsOfFive() {
    Dataset<Row> five = LabelledKnn.read(spark, FIXTURE, 48 * ELEMENT_BYTES);
    assertThat(five.orderBy("row").collectAsList())
        .isEqualTo(LabelledKnn.read(spark, FIXTURE, WHOLE).orderBy("row").collectAsList());
  }

  @Test
  void aFolderWithoutIndexHasNone() {
    assertThat(LabelledKnn.find(spark, folder.toString())).isEmpty();
  }

  @Test
  void aLineWithoutStudyHasNone() throws IOException {
    copy(LabelledKnn.INDEX);
    Files.writeString(folder.resolve(LabelledKnn.LABELS), " B cell \n".repeat(240));
    Dataset<Row> rows = LabelledKnn.read(spark, folder.toString());
    assertThat(rows.filter(col("label").equalTo("B cell").and(col("study").isNull())).count())
        .isEqualTo(238);
  }

  /** The last: all elements are there, but none of what hnswlib writes behind them. */
  @ParameterizedTest
  @CsvSource({
    "50, 50 bytes are no header",
    "2000, '240 elements of 460 bytes do not fit its 2,000 bytes; is it whole?'",
    "110496, '240 elements of 460 bytes do not fit its 110,496 bytes; is it whole?'"
  })
  void aCutIndexIsRefusedByName(int length, String why) throws IOException {
    write(Arrays.copyOf(index().array(), length));
    assertRefused(why);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1, contradicts itself",
    "8, 239, '240 elements where 239 have room'",
    "16, 0, it holds no vectors",
    "16, -1, '-1 elements where 250 have room'",
    "16, 250, '250 elements of 460 bytes do not fit its 112,476 bytes; is it whole?'",
    "24, 0, contradicts itself",
    "24, 461, contradicts itself",
    "24, 9223372036854775807, contradicts itself",
    "32, 9223372036854775807, contradicts itself",
    "32, 451, contradicts itself",
    "40, -4, contradicts itself",
    "40, 408, contradicts itself",
    "40, 452, contradicts itself",
    "64, 99, contradicts itself"
  })
  void aDamagedHeaderIsRefusedByName(int offset, long value, String why) throws IOException {
    write(index().putLong(offset, value).array());
    assertRefused(why);
  }

  @Test
  void anAbsurdWidthIsRefusedBeforeAnyMemoryIsTaken() throws IOException {
    long huge = 1L << 40;
    write(index().putLong(24, 412 + huge).putLong(32, 404 + huge).array());
    assertRefused("contradicts itself");
  }

  @ParameterizedTest
  @CsvSource({"240, 240", "-1, 18446744073709551615"})
  void aVectorOfNoLineIsRefused(long label, String told) throws IOException {
    ByteBuffer index = index();
    write(index.putLong(HnswHeader.BYTES + 7 * ELEMENT_BYTES + 452, label).array());
    copy(LabelledKnn.LABELS);
    assertElementRefused(
        "element 7 is of line %s of reference_labels.tsv, which has 240".formatted(told));
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.NEGATIVE_INFINITY})
  void aVectorThatIsNotFiniteIsRefused(float value) throws IOException {
    write(index().putFloat(HnswHeader.BYTES + 239 * ELEMENT_BYTES + 404 + 44, value).array());
    copy(LabelledKnn.LABELS);
    assertElementRefused("element 239 holds %s, expected finite numbers".formatted(value));
  }

  @Test
  void vectorsWithoutATypeAreRefused() throws IOException {
    copy(LabelledKnn.INDEX);
    Path labels = Files.writeString(folder.resolve(LabelledKnn.LABELS), "B cell\ts\n".repeat(239));
    assertThatThrownBy(() -> LabelledKnn.read(spark, folder.toString()))
        .hasMessage(
            "Cannot label the vectors of labelled_kNN.bin (there are 240, and 239 lines): "
                + labels);
  }

  @Test
  void anIndexWithoutTypesIsRefusedByName() throws IOException {
    copy(LabelledKnn.INDEX);
    assertThatThrownBy(() -> LabelledKnn.read(spark, folder.toString()))
        .hasMessage(
            "Cannot label the vectors of labelled_kNN.bin (no such file): "
                + folder.resolve(LabelledKnn.LABELS));
  }

  @Test
  void anotherFileIsRefusedByName() throws IOException {
    write("no index ".repeat(100).getBytes(StandardCharsets.UTF_8));
    assertRefused("its header contradicts itself; did hnswlib save it?");
  }

  private void assertRefused(String why) {
    assertThatThrownBy(() -> LabelledKnn.read(spark, folder.toString()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Cannot read hnswlib index (")
        .hasMessageContaining(why)
        .hasMessageEndingWith("): " + folder.resolve(LabelledKnn.INDEX));
  }

  private void assertElementRefused(String why) {
    Dataset<Row> rows = LabelledKnn.read(spark, folder.toString());
    assertThatThrownBy(rows::collectAsList)
        .hasRootCauseMessage(
            "Cannot read hnswlib index (%s): %s".formatted(why, folder.resolve(LabelledKnn.INDEX)));
  }

  private static ByteBuffer index() throws IOException {
    byte[] whole = Files.readAllBytes(Fixtures.path("knn").resolve(LabelledKnn.INDEX));
    return ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN);
  }

  private void write(byte[] bytes) throws IOException {
    Files.write(folder.resolve(LabelledKnn.INDEX), bytes);
  }

  private void copy(String name) throws IOException {
    Files.copy(Fixtures.path("knn").resolve(name), folder.resolve(name));
  }
}
