package io.cellora.h5ad;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;

/** One file as this reader and as anndata read it: throws where they differ. */
record OracleFile(SparkSession spark, Path path, JsonNode expected) {

  /** Spark's name of a type by pandas' own; a categorical has the type of its categories. */
  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("bool", "boolean"),
          Map.entry("boolean", "boolean"),
          Map.entry("int8", "tinyint"),
          Map.entry("int16", "smallint"),
          Map.entry("uint8", "smallint"),
          Map.entry("int32", "int"),
          Map.entry("uint16", "int"),
          Map.entry("int64", "bigint"),
          Map.entry("uint32", "bigint"),
          Map.entry("uint64", "bigint"),
          Map.entry("float16", "float"),
          Map.entry("float32", "float"),
          Map.entry("float64", "double"),
          Map.entry("object", "string"),
          Map.entry("str", "string"),
          Map.entry("string", "string"));

  /** Everything that anndata has read of the file; the words say what that was. */
  String compare() {
    compareObs();
    compareGenes("var", "var");
    if (expected.has("raw_var")) {
      compareGenes(has("raw/var") ? "raw/var" : "raw.var", "raw_var");
    }
    List<String> compared = new ArrayList<>();
    Iterator<String> matrices = expected.get("matrices").fieldNames();
    while (matrices.hasNext()) {
      String matrix = matrices.next();
      compareMatrix(matrix, expected.get("matrices").get(matrix));
      compared.add(matrix);
    }
    return String.format(
        "%d cells, %d obs columns, %s",
        expected.get("shape").get(0).asInt(), expected.get("obs").get("columns").size(), compared);
  }

  private Dataset<Row> load(String... options) {
    int rows = expected.get("shape").get(0).asInt();
    var reader = spark.read().format("h5ad").option("rowsPerPartition", 1 + Math.max(6, rows / 3));
    for (int i = 0; i < options.length; i += 2) {
      reader = reader.option(options[i], options[i + 1]);
    }
    return reader.load(path.toUri().toString());
  }

  private void compareObs() {
    Dataset<Row> cells = load().drop("features");
    List<Row> rows = cells.collectAsList();
    JsonNode obs = expected.get("obs");
    assertThat(rows).as("cells").hasSize(obs.get("rows").asInt());
    assertValues("cell_id", column(rows, 0), obs.get("index"));
    StructField[] fields = cells.schema().fields();
    Set<String> taken = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    taken.addAll(List.of("cell_id", "features", "_shard", "_row", "_n_counts", "_n_genes"));
    int at = 1;
    Iterator<Map.Entry<String, JsonNode>> columns = obs.get("columns").fields();
    while (columns.hasNext()) {
      Map.Entry<String, JsonNode> column = columns.next();
      assertThat(fields.length).as("columns up to %s", column.getKey()).isGreaterThan(at);
      assertThat(fields[at].name()).isEqualTo(shown(column.getKey(), taken));
      taken.add(fields[at].name());
      assertType(column.getKey(), fields[at].dataType().catalogString(), column.getValue());
      assertValues(column.getKey(), column(rows, at), column.getValue());
      at++;
    }
    assertThat(fields).as("columns").hasSize(at);
  }

  /** The rule of {@link ObsSchema} for names that are taken. */
  private static String shown(String name, Set<String> taken) {
    String candidate = name;
    for (int i = 1; taken.contains(candidate); i++) {
      candidate = "obs_" + name + (i == 1 ? "" : "_" + i);
    }
    return candidate;
  }

  private static List<String> column(List<Row> rows, int column) {
    return rows.stream().map(row -> Canonical.text(row.get(column))).toList();
  }

  private static void assertType(String column, String type, JsonNode expected) {
    String pandas =
        expected.path("categories").asText(expected.get("dtype").asText()).toLowerCase();
    assertThat(type).as("type of %s, %s in pandas", column, pandas).isEqualTo(TYPES.get(pandas));
  }

  private static void assertValues(String column, List<String> texts, JsonNode expected) {
    if (expected.has("values")) {
      assertThat(texts).as("%s", column).isEqualTo(strings(expected.get("values")));
      return;
    }
    List<String> first = strings(expected.get("first"));
    List<String> last = strings(expected.get("last"));
    assertThat(texts).as("%s", column).startsWith(first.toArray(String[]::new));
    assertThat(texts).as("%s", column).endsWith(last.toArray(String[]::new));
    assertThat(Canonical.sha256(texts))
        .as("sha256 of %s", column)
        .isEqualTo(expected.get("sha256").asText());
  }

  private static List<String> strings(JsonNode list) {
    List<String> strings = new ArrayList<>();
    list.forEach(text -> strings.add(text.asText()));
    return strings;
  }

  private void compareGenes(String object, String key) {
    JsonNode wanted = expected.get(key);
    try (H5adFile file = H5adFile.open(path.toUri().toString(), new Configuration(false))) {
      Frame frame = Frame.open(file, object);
      int n = (int) frame.rows();
      assertThat(n).as("rows of %s", object).isEqualTo(wanted.get("rows").asInt());
      List<String> index =
          ColumnValues.text(file, frame.index()).stream().map(s -> "s:" + s).toList();
      assertValues(object + " index", index, wanted.get("index"));
      assertThat(frame.columns().stream().map(FrameColumn::name))
          .as("columns of %s", object)
          .containsExactlyElementsOf(() -> wanted.get("columns").fieldNames());
      for (FrameColumn column : frame.columns()) {
        String name = object + "/" + column.name();
        JsonNode pandas = wanted.get("columns").get(column.name());
        assertType(name, column.type().catalogString(), pandas);
        assertValues(name, inTwoParts(file, column, n), pandas);
      }
    }
  }

  /** Slices must give what a whole read gives. */
  private static List<String> inTwoParts(H5adFile file, FrameColumn column, int n) {
    int half = n / 2;
    List<String> texts = new ArrayList<>(Canonical.texts(ColumnValues.read(file, column, 0, half)));
    texts.addAll(Canonical.texts(ColumnValues.read(file, column, half, n - half)));
    return texts;
  }

  private boolean has(String object) {
    try (H5adFile file = H5adFile.open(path.toUri().toString(), new Configuration(false))) {
      return file.find(object).isPresent();
    }
  }

  private void compareMatrix(String matrix, JsonNode wanted) {
    List<Vector> rows =
        load("layer", matrix).select("features").collectAsList().stream()
            .map(row -> row.<Vector>getAs(0))
            .toList();
    assertThat(rows).as("rows of %s", matrix).hasSize(wanted.get("shape").get(0).asInt());
    int columns = wanted.get("shape").get(1).asInt();
    for (int i = 0; i < rows.size(); i++) {
      assertThat(rows.get(i).size()).as("columns of %s", matrix).isEqualTo(columns);
      double sum = Arrays.stream(rows.get(i).toArray()).sum();
      double expectedSum = wanted.get("sums").get(i).asDouble(Double.NaN);
      double size = Arrays.stream(rows.get(i).toArray()).map(Math::abs).sum();
      if (Double.isFinite(expectedSum)) {
        assertThat(sum).as("row %d of %s", i, matrix).isCloseTo(expectedSum, within(1e-9 * size));
      }
    }
    assertThat(Canonical.sha256OfRows(rows))
        .as("sha256 of %s", matrix)
        .isEqualTo(wanted.get("sha256").asText());
  }
}
