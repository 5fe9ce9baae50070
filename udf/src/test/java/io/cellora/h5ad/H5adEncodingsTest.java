package io.cellora.h5ad;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cellora.SparkTestBase;
import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way to lay out obs, var and X: as anndata reads it, or what it says of damaged files. */
class H5adEncodingsTest extends SparkTestBase {

  private static Dataset<Row> odd(String name) {
    return spark.read().format("h5ad").load(Fixtures.h5ad("encodings/odd/" + name));
  }

  static Stream<String> encodings() throws IOException {
    Iterator<String> names = oracle().fieldNames();
    return Stream.iterate(names, Iterator::hasNext, n -> n).map(Iterator::next);
  }

  private static JsonNode oracle() throws IOException {
    return new ObjectMapper()
        .readTree(Fixtures.file("encodings/oracle.json").toFile())
        .get("files");
  }

  @ParameterizedTest
  @MethodSource("encodings")
  void isReadAsAnndataReadsIt(String name) throws IOException {
    JsonNode expected = oracle().get(name);
    assertThat(expected.has("error")).as("%s", expected).isFalse();
    OracleFile file = new OracleFile(spark, Fixtures.file("encodings/" + name), expected);
    assertThat(file.compare()).startsWith(expected.get("shape").get(0) + " cells");
  }

  @Test
  void aMatrixThatIsNullIsNotThere() {
    assertThatThrownBy(
            () ->
                spark
                    .read()
                    .format("h5ad")
                    .load(Fixtures.h5ad("encodings/null_x"))
                    .select("features")
                    .collectAsList())
        .hasMessageContaining("(none of raw/X, raw.X, layers/counts, layers/raw, X is in it;");
  }

  @Test
  void bigEndianSparseNumbersAreRead() {
    List<Row> stored = odd("big_endian").select("features").collectAsList();
    Dataset<Row> native_ = spark.read().format("h5ad").load(Fixtures.h5ad("encodings/no_columns"));
    assertThat(stored).hasSize(6).isEqualTo(native_.select("features").collectAsList());
  }

  @Test
  void whatIsNoColumnOfATableIsLeftOutAndTheRestIsRead() {
    Dataset<Row> cells = odd("left_out").drop("features");
    assertThat(cells.columns()).containsExactly("cell_id", "n", "silent");
    assertThat(cells.collectAsList().get(5)).hasToString("[Zellé-5,5,z]");
    Dataset<Row> old = odd("left_out_06").drop("features");
    assertThat(old.columns()).containsExactly("cell_id", "n");
    assertThat(old.collectAsList().get(5)).hasToString("[Zellé-5,5]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "matrix         | it has 2 dimensions, expected one",
        "scalar         | it has 0 dimensions, expected one",
        "complex        | its type (CompoundDataType) has no Spark type",
        "record         | its encoding (rec-array) has no Spark type",
        "times          | its encoding (datetime64) has no Spark type",
        "lists          | its type (VariableLength) has no Spark type",
        "awkward        | its encoding (awkward-array) has no Spark type",
        "nothing        | its encoding (not said) has no Spark type",
        "of_categorical | no dataset obs/of_categorical/categories",
        "broken         | it is not there",
        "self           | its encoding (not said) has no Spark type",
      })
  void theReasonForLeavingAColumnOutIsNamed(String column, String reason) {
    String path = Fixtures.h5ad("encodings/odd/left_out");
    try (H5adFile file = H5adFile.open(path, new Configuration(false))) {
      GroupLayout layout = new GroupLayout(file, "obs");
      assertThatThrownBy(() -> layout.column(column))
          .isInstanceOf(NotShownException.class)
          .hasMessage(reason);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bad_values    | code_high      | obs/code_high holds code 3 of 3 categories in row 3",
        "bad_values    | code_low       | obs/code_low holds code -2 of 3 categories in row 2",
        "bad_values    | code_float     | obs/code_float/codes holds FLOAT64, expected integers",
        "bad_values    | bad_category   | obs/bad_category/categories: holds a string that is not",
        "bad_values    | too_large      | obs/too_large holds 9223372036854775808, too large",
        "bad_values    | not_utf8       | obs/not_utf8: holds a string that is not UTF-8: \uFFFD",
        "bad_values    | not_utf8_fixed | obs/not_utf8_fixed: holds a string that is not UTF-8:",
        "bad_values    | surrogate      | obs/surrogate: holds a string that is not UTF-8:",
        "bad_values_06 | latin1         | obs/latin1: holds a string that is not UTF-8:",
        "bad_values_06 | code           | obs/code holds code -2 of 2 categories in row 0",
      })
  void aValueThatCannotBeIsNamedWithItsColumn(String name, String column, String reason) {
    assertThat(odd(name).select("n").collectAsList()).as("other columns").hasSize(6);
    assertThatThrownBy(() -> odd(name).select(column).collectAsList())
        .hasMessageContaining("Cannot read file:")
        .hasMessageContaining(name + ".h5ad (" + reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bad_short_mask         | obs/m/mask has 4 rows, but its index has 6",
        "bad_short_codes        | obs/k/codes has 5 rows, but its index has 6",
        "bad_long_column        | obs/k has 7 rows, but its index has 6",
        "bad_no_index           | obs has no index _index",
        "bad_unknown_frame      | obs is a group of encoding-type awkward-array, expected dataframe",
        "bad_not_utf8_attribute | obs@column-order: holds a string that is not UTF-8: n\uFFFD",
        "bad_link_circle        | obs: links that lead in a circle, to /",
        "bad_link_outside       | obs: a link into another file, which is not followed: other.h5ad:/obs",
        "bad_plain_obs          | obs is neither a group nor a compound dataset",
        "bad_heap               | obs@encoding-type: heap at 2048 claims 2147483647 bytes",
      })
  void aFrameThatCannotBeIsNamed(String name, String reason) {
    assertThatThrownBy(() -> odd(name).drop("features").collectAsList())
        .hasMessageContaining(name + ".h5ad (" + reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bad_itself         | X is a group of encoding-type anndata, expected csr_matrix or csc",
        "bad_unknown_matrix | X is a group of encoding-type coo_matrix, expected csr_matrix or csc",
        "bad_unknown_array  | X is of encoding-type masked-array, expected array",
        "bad_text_matrix    | X is of encoding-type string-array, expected array",
        "bad_wide_matrix    | X is 6 x 5, but obs has 6 cells and var 4 genes",
        "bad_no_shape       | X lacks the attribute shape of two integers",
        "bad_negative_shape | X says that it is 6 x -1",
      })
  void aMatrixThatCannotBeIsNamedAndObsIsRead(String name, String reason) {
    assertThat(odd(name).select("cell_id").collectAsList()).hasSize(6);
    for (String layer : Arrays.asList("auto", "X")) {
      Dataset<Row> cells =
          spark
              .read()
              .format("h5ad")
              .option("layer", layer)
              .load(Fixtures.h5ad("encodings/odd/" + name));
      assertThatThrownBy(() -> cells.select("features").collectAsList())
          .hasMessageContaining(name + ".h5ad (" + reason);
    }
  }

  @Test
  void aCategoryIsOneObjectHoweverOftenItIsRead() {
    String path = Fixtures.h5ad("encodings/anndata07");
    try (H5adFile file = H5adFile.open(path, new Configuration(false))) {
      FrameColumn column = Frame.open(file, "obs").columns().get(0);
      Object first = ColumnValues.read(file, column, 0, 1)[0];
      assertThat(ColumnValues.read(file, column, 4, 1)[0]).hasToString("B").isSameAs(first);
    }
  }
}
