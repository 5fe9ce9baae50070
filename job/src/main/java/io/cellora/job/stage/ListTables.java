package io.cellora.job.stage;

import io.cellora.job.config.Progress;
import io.cellora.job.config.Settings;
import io.cellora.job.config.TableComments;
import io.cellora.job.config.TablesRequest;
import io.cellora.job.report.TableStatements;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/** {@code cellora tables}: the statements that make an output's tables known to SQL. */
public final class ListTables {

  private ListTables() {}

  /** Prints the statements; needs no Spark session. */
  public static int run(Settings settings, TablesRequest request, Progress progress) {
    progress.output(statements(HadoopProperties.of(settings), request));
    return 0;
  }

  /** Runs the statements, so that the session's catalog knows the tables, and prints them. */
  public static int register(SparkSession spark, TablesRequest request, Progress progress) {
    String statements = statements(spark.sparkContext().hadoopConfiguration(), request);
    for (String statement : statements.split(";\n")) {
      spark.sql(statement);
    }
    progress.output(statements);
    return 0;
  }

  private static String statements(Configuration hadoop, TablesRequest request) {
    Map<String, String> tables = paths(hadoop, request.out());
    return TableStatements.of(request.database(), request.form(), tables);
  }

  /** Absolute paths by the tables' names, in the order of {@link TableComments}. */
  private static Map<String, String> paths(Configuration hadoop, String out) {
    Map<String, String> found = new TreeMap<>();
    for (FileStatus file : list(hadoop, out)) {
      if (file.isDirectory() && !file.getPath().getName().matches("[._].*")) {
        found.put(file.getPath().getName(), file.getPath().toString());
      }
    }
    if (found.isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot list tables (there is none in tables/; it is the output of run-all that is asked"
              + " for): "
              + out);
    }
    Map<String, String> ordered = new LinkedHashMap<>();
    TableComments.ALL.keySet().stream()
        .filter(found::containsKey)
        .forEach(name -> ordered.put(name, found.remove(name)));
    ordered.putAll(found);
    return ordered;
  }

  private static Iterable<FileStatus> list(Configuration hadoop, String out) {
    Path tables = new Path(out, "tables");
    try {
      FileSystem files = tables.getFileSystem(hadoop);
      return Arrays.asList(files.listStatus(files.makeQualified(tables)));
    } catch (FileNotFoundException e) {
      throw new IllegalArgumentException(
          "Cannot list tables (there is no folder tables/ in it; name the output of run-all): "
              + out,
          e);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot list tables (" + e.getMessage() + "): " + out, e);
    }
  }
}
