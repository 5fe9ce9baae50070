package io.cellora.job.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cellora.functions.CelloraCatalog;
import io.cellora.job.config.Columns;
import io.cellora.job.config.Settings;
import io.cellora.job.config.TableComments;
import io.cellora.job.config.TableForm;
import io.cellora.job.config.TablesRequest;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs every cell of the SQL notebooks, and what {@code cellora tables} prints, on a real run. */
class SqlNotebooksTest extends StageTestBase {

  private static final Path NOTEBOOKS = Path.of("../notebooks");
  private static final String SEPARATOR = "-- COMMAND ----------";
  private static final String DATABASE = "cellora_statements";

  @TempDir static Path folder;
  private static Path out;
  private SparkSession session;

  @BeforeAll
  static void run() {
    out = folder.resolve("it's");
    RunAll.run(spark, settings(Map.of()), request(out), new Told());
  }

  @BeforeEach
  void newSession() {
    session = spark.newSession();
    // The strict mode, which Spark 4 has by default.
    session.conf().set("spark.sql.ansi.enabled", "true");
    set("spark.sql.catalog.cellora", CelloraCatalog.class.getName());
    set("spark.sql.catalog.cellora.geneOrder", atlas.geneOrder().toString());
  }

  @AfterEach
  void dropDatabase() {
    session.sql("DROP DATABASE IF EXISTS " + DATABASE + " CASCADE");
  }

  private void set(String name, String value) {
    session.conf().set(name, value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"explore_h5ad", "compare_runs", "inspect_class", "marker_search", "nearest_cells"})
  void everyCellOfANotebookRunsAndEveryQuestionHasRows(String notebook) throws IOException {
    String results = Files.createSymbolicLink(folder.resolve(notebook), out).toString();
    set("out", results);
    set("a", results);
    set("b", results);
    set("arm", "lora-ce");
    set("class", label());
    set("cells", atlas.val().get(0).toString());
    set("label", "cell_type");
    set("genes", atlas.geneOrder().toString());
    set("gene", Files.readAllLines(atlas.geneOrder()).get(0));
    set("overlap", "100");

    List<String> statements = cells(notebook);

    assertThat(statements).hasSizeGreaterThan(4);
    for (String statement : statements) {
      long rows = session.sql(statement).count();
      // Two runs with the same settings differ in none.
      if (statement.startsWith("SELECT") || statement.startsWith("DESCRIBE")) {
        assertThat(rows).as(statement).isPositive();
      }
    }
  }

  /** Every cell holds one statement, as Databricks wants it; comments are dropped. */
  private static List<String> cells(String notebook) throws IOException {
    String text = Files.readString(NOTEBOOKS.resolve(notebook + ".sql"));
    assertThat(text).startsWith("-- Databricks notebook source\n");
    return Arrays.stream(text.split(SEPARATOR))
        .map(cell -> cell.replaceAll("(?m)^--.*$", "").strip())
        .filter(cell -> !cell.isEmpty())
        .peek(cell -> assertThat(cell.chars().filter(c -> c == ';').count()).as(cell).isEqualTo(1))
        .map(cell -> cell.substring(0, cell.length() - 1))
        .toList();
  }

  @Test
  void noNotebookIsLeftOut() throws IOException {
    try (Stream<Path> files = Files.list(NOTEBOOKS)) {
      assertThat(files.map(file -> file.getFileName().toString()).filter(n -> n.endsWith(".sql")))
          .containsExactlyInAnyOrder(
              "cells.sql",
              "explore_h5ad.sql",
              "compare_runs.sql",
              "inspect_class.sql",
              "marker_search.sql",
              "nearest_cells.sql");
    }
  }

  private static String label() {
    return spark
        .read()
        .parquet(out.resolve("tables/" + Columns.PREDICTIONS_TABLE).toString())
        .filter("label = predicted")
        .orderBy(Columns.LABEL)
        .first()
        .getAs(Columns.LABEL);
  }

  @Test
  void whatTablesPrintsMakesEveryTableAndView() {
    execute(statements(TableForm.EXTERNAL));

    assertThat(tables()).contains("headline", "class_f1", "mistakes", "epochs").contains(names());
    assertThat(session.sql("SELECT * FROM headline WHERE macro_f1 IS NOT NULL").count())
        .isPositive();
    assertThat(session.sql("SELECT * FROM class_f1").count()).isPositive();
    assertThat(session.sql("SELECT * FROM mistakes").count()).isPositive();
    assertThat(session.sql("SELECT * FROM epochs WHERE val_macro_f1 IS NOT NULL").count())
        .isPositive();
    assertThat(session.sql("SHOW CREATE TABLE metrics").first().getString(0)).contains("it\\'s");
  }

  @Test
  void namesThatAreTakenAreTakenOverOnlyWhenAskedTo() {
    execute(statements(TableForm.EXTERNAL));

    assertThatThrownBy(() -> execute(statements(TableForm.EXTERNAL)))
        .hasMessageContaining("already exists");
    execute(statements(TableForm.REPLACED));
    assertThat(session.sql("SELECT * FROM metrics").count()).isPositive();
  }

  @Test
  void registeredTablesAreThereForTheNextQuery() {
    Told told = new Told();
    String database = session.catalog().currentCatalog() + "." + DATABASE;
    TablesRequest request = new TablesRequest(out.toString(), database, TableForm.REPLACED);

    ListTables.register(session, request, told);

    assertThat(tables()).contains("headline").contains(names());
    assertThat(told.lines).hasSize(1);
    assertThat(told.lines.get(0)).contains("USE spark_catalog." + DATABASE + ";");
  }

  @Test
  void viewsOfASessionNeedNoDatabase() {
    String statements = statements(TableForm.TEMPORARY);

    execute(statements);

    assertThat(statements).doesNotContain("DATABASE");
    assertThat(session.sql("SELECT * FROM headline").count()).isPositive();
  }

  @Test
  void aFolderWithoutTablesIsRefused() {
    assertThatThrownBy(
            () ->
                ListTables.run(
                    Settings.defaults(),
                    new TablesRequest(folder.toString(), DATABASE, TableForm.EXTERNAL),
                    new Told()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Cannot list tables (there is no folder tables/ in it");
  }

  @Test
  void everyTableHasAComment() throws IllegalAccessException {
    for (Field field : Columns.class.getFields()) {
      if (field.getName().endsWith("_TABLE")) {
        assertThat(TableComments.ALL).as(field.getName()).containsKey((String) field.get(null));
      }
    }
  }

  private static String[] names() {
    return names(out.resolve("tables")).stream()
        .filter(name -> !name.startsWith("_"))
        .toArray(String[]::new);
  }

  private List<String> tables() {
    return session.sql("SHOW TABLES IN " + DATABASE).collectAsList().stream()
        .map(row -> row.<String>getAs("tableName"))
        .toList();
  }

  private static String statements(TableForm form) {
    Told told = new Told();
    ListTables.run(Settings.defaults(), new TablesRequest(out.toString(), DATABASE, form), told);
    return told.lines.get(told.lines.size() - 1);
  }

  private void execute(String statements) {
    for (String statement : statements.replaceAll("(?m)^--.*$", "").split(";\\s*\n")) {
      if (!statement.isBlank()) {
        session.sql(statement.strip());
      }
    }
  }
}
