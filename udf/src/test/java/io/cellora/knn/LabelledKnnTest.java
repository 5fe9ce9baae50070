package io.cellora.knn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.cellora.Fixtures;
import io.cellora.SparkTestBase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The fixture was saved by hnswlib itself. */
class LabelledKnnTest extends SparkTestBase {

  private static final JsonNode EXPECTED = Expected.ALL.get("index");

  @TempDir Path folder;

  @Test
  void everyVectorComesBackWithItsTypeButNotTheDeleted() {
    List<Row> rows =
        LabelledKnn.read(spark, Fixtures.path("knn").toString()).orderBy("row").collectAsList();
    List<Long> deleted = new ArrayList<>();
    EXPECTED.get("deleted").forEach(row -> deleted.add(row.asLong()));
    assertThat(rows).hasSize(Expected.LABELS.size() - deleted.size());
    for (Row row : rows) {
      int place = (int) row.<Long>getAs("row").longValue();
      assertThat(deleted).doesNotContain((long) place);
      assertThat(row.<String>getAs("label")).isEqualTo(Expected.LABELS.get(place));
      float[] expected = Fixtures.floats(EXPECTED.get("unit").get(place));
      List<Float> found = row.getList(row.fieldIndex("embedding"));
      for (int i = 0; i < expected.length; i++) {
        assertThat(found.get(i)).isCloseTo(expected[i], within(2e-7f));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"50, (50 bytes are no header)", "2000, 'does not fit its 2,000 bytes; is it whole?'"})
  void aCutIndexIsRefusedByName(int length, String why) throws IOException {
    byte[] whole = Files.readAllBytes(Fixtures.path("knn").resolve(LabelledKnn.INDEX));
    Files.write(folder.resolve(LabelledKnn.INDEX), Arrays.copyOf(whole, length));
    assertThatThrownBy(() -> LabelledKnn.read(spark, folder.toString()))
        .hasMessageStartingWith("Cannot read hnswlib index (")
        .hasMessageContaining(why)
        .hasMessageEndingWith(folder.resolve(LabelledKnn.INDEX).toString());
  }

  @Test
  void vectorsWithoutATypeAreRefused() throws IOException {
    Files.copy(Fixtures.path("knn").resolve(LabelledKnn.INDEX), folder.resolve(LabelledKnn.INDEX));
    Path labels = Files.writeString(folder.resolve(LabelledKnn.LABELS), "B cell\ts\n".repeat(239));
    assertThatThrownBy(() -> LabelledKnn.read(spark, folder.toString()))
        .hasMessage(
            "Cannot label the vectors of labelled_kNN.bin (there are 240, and 239 lines): "
                + labels);
  }

  @Test
  void anotherFileIsRefusedByName() throws IOException {
    Files.writeString(folder.resolve(LabelledKnn.INDEX), "no index ".repeat(100));
    assertThatThrownBy(() -> LabelledKnn.read(spark, folder.toString()))
        .hasMessageContaining("its header does not fit");
  }
}
