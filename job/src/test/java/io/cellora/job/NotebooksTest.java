package io.cellora.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cellora.SparkTestBase;
import io.cellora.job.config.Columns;
import io.cellora.job.eval.EvaluationTables;
import io.cellora.job.eval.Predictions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs the notebook's SQL on result tables written as a run writes them. */
class NotebooksTest extends SparkTestBase {

  private static final Path NOTEBOOK = Path.of("../notebooks/explore_results.ipynb");
  private static final String MAGIC = "%%sql\n";

  @TempDir static Path out;
  private static SparkSession session;

  @BeforeAll
  static void writeTables() {
    // A session of its own keeps the notebook's views from other tests.
    session = spark.newSession();
    // The strict mode, which Spark 4 has by default.
    session.conf().set("spark.sql.ansi.enabled", "true");
    Dataset<Row> predictions = Predictions.committed(session);
    EvaluationTables tables = Predictions.evaluate(session, predictions);
    write(Columns.PREDICTIONS_TABLE, predictions);
    write(Columns.METRICS_TABLE, tables.metrics());
    write(Columns.PER_CLASS_TABLE, tables.perClass());
    write(Columns.CONFUSION_TABLE, tables.confusion());
    write(Columns.TRAINING_LOG_TABLE, trainingLog());
    session.sql("SET cellora.out=" + out);
    statements().stream().filter(NotebooksTest::definesAView).forEach(session::sql);
  }

  @ParameterizedTest
  @MethodSource("questions")
  void everyQuestionIsAnsweredWithRows(String question) {
    assertThat(session.sql(question).collectAsList()).isNotEmpty();
  }

  @Test
  void asksForTheFolderFirstAndThenMakesAViewOfEachTable() {
    List<String> statements = statements();

    assertThat(statements.get(0)).startsWith("SET cellora.out=");
    assertThat(statements.subList(1, 6)).allMatch(NotebooksTest::definesAView);
    assertThat(questions()).hasSizeGreaterThan(10).allMatch(text -> text.startsWith("SELECT"));
    assertThat(session.catalog().listTables().filter("isTemporary").collectAsList())
        .extracting(table -> table.name())
        .contains("predictions", "metrics", "per_class", "confusion", "training_log");
  }

  @Test
  void storesNoOutputs() {
    assertThat(cells("code"))
        .allSatisfy(
            cell -> {
              assertThat(cell.get("outputs")).isEmpty();
              assertThat(cell.get("execution_count").isNull()).isTrue();
            });
  }

  @Test
  void everyCodeCellIsSql() {
    assertThat(cells("code")).allMatch(cell -> source(cell).startsWith(MAGIC));
  }

  static List<String> questions() {
    return statements().stream()
        .filter(text -> !definesAView(text) && !text.startsWith("SET "))
        .toList();
  }

  private static boolean definesAView(String statement) {
    return statement.startsWith("CREATE OR REPLACE TEMPORARY VIEW ");
  }

  private static List<String> statements() {
    return cells("code").stream().map(cell -> source(cell).substring(MAGIC.length())).toList();
  }

  private static String source(JsonNode cell) {
    return StreamSupport.stream(cell.get("source").spliterator(), false)
        .map(JsonNode::textValue)
        .reduce("", String::concat);
  }

  private static List<JsonNode> cells(String type) {
    try {
      JsonNode notebook = new ObjectMapper().readTree(NOTEBOOK.toFile());
      return StreamSupport.stream(notebook.get("cells").spliterator(), false)
          .filter(cell -> cell.get("cell_type").textValue().equals(type))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Dataset<Row> trainingLog() {
    return session.sql(
        "SELECT 'run-1' AS run_id, 'lora-ce' AS arm, 1 AS seed, epoch, epoch * 10 + i AS step,"
            + " 1D / (1 + epoch) AS loss, 0.001D AS learning_rate, 0.5D AS grad_norm,"
            + " if(i = 9, epoch / 10D, NULL) AS val_macro_f1, 2.5D AS seconds"
            + " FROM (SELECT explode(sequence(0, 2)) AS epoch)"
            + " LATERAL VIEW explode(sequence(0, 9)) AS i");
  }

  private static void write(String name, Dataset<Row> table) {
    table.write().parquet(out.resolve("tables").resolve(name).toString());
  }
}
