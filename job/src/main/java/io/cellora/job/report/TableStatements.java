package io.cellora.job.report;

import io.cellora.job.config.TableComments;
import io.cellora.job.config.TableForm;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The statements of Spark SQL that make result tables known by name, and views of what is asked of
 * them most.
 */
public final class TableStatements {

  /** A view, and the tables that its file under {@code resources/sql/views} reads. */
  private record View(String name, Set<String> reads) {}

  private static final List<View> VIEWS =
      List.of(
          new View("headline", Set.of("metrics")),
          new View("class_f1", Set.of("per_class")),
          new View("mistakes", Set.of("predictions")),
          new View("epochs", Set.of("training_log")));

  private TableStatements() {}

  /**
   * The text, a semicolon behind each statement.
   *
   * @param database its name, or catalog and name with a dot between them
   * @param tables absolute paths of Parquet folders by the tables' names
   */
  public static String of(String database, TableForm form, Map<String, String> tables) {
    StringBuilder out = new StringBuilder();
    out.append("-- Paste into spark-sql or a SQL notebook, or: spark-sql -f THIS_FILE\n");
    if (form != TableForm.TEMPORARY) {
      String qualified =
          Arrays.stream(database.split("\\."))
              .map(TableStatements::name)
              .collect(Collectors.joining("."));
      out.append("CREATE DATABASE IF NOT EXISTS %1$s;\nUSE %1$s;\n".formatted(qualified));
    }
    tables.forEach((table, path) -> out.append('\n').append(table(form, table, path)));
    for (View view : VIEWS) {
      if (tables.keySet().containsAll(view.reads())) {
        out.append('\n').append(view(form, view));
      }
    }
    return out.toString();
  }

  private static String table(TableForm form, String table, String path) {
    String comment = TableComments.ALL.getOrDefault(table, "");
    String head = comment.isEmpty() ? "" : "-- " + comment + "\n";
    if (form == TableForm.TEMPORARY) {
      return head
          + "CREATE OR REPLACE TEMPORARY VIEW %s USING parquet OPTIONS (path %s);\n"
              .formatted(name(table), text(path));
    }
    String drop =
        form == TableForm.REPLACED ? "DROP TABLE IF EXISTS %s;\n".formatted(name(table)) : "";
    return head
        + drop
        + "CREATE TABLE %s USING parquet COMMENT %s LOCATION %s;\n"
            .formatted(name(table), text(comment), text(path));
  }

  private static String view(TableForm form, View view) {
    String kind =
        form == TableForm.TEMPORARY ? "CREATE OR REPLACE TEMPORARY VIEW" : "CREATE OR REPLACE VIEW";
    List<String> lines = read(view.name()).lines().toList();
    String comment = lines.get(0);
    String query = lines.stream().skip(1).collect(Collectors.joining("\n"));
    return "%s\n%s %s AS\n%s;\n".formatted(comment, kind, name(view.name()), query);
  }

  private static String name(String identifier) {
    return identifier.matches("[A-Za-z_][A-Za-z0-9_]*")
        ? identifier
        : "`" + identifier.replace("`", "``") + "`";
  }

  private static String text(String value) {
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }

  private static String read(String view) {
    String path = "/sql/views/" + view + ".sql";
    try (InputStream in = TableStatements.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalStateException("Cannot read SQL file (not in the jar): " + path);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read SQL file (the jar is damaged): " + path, e);
    }
  }
}
