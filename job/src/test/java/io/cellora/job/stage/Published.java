package io.cellora.job.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** What stands in a folder of results, in a form that two runs of the same cells share. */
record Published(SparkSession spark, Path folder) {

  /** When a run began and ended, on its page. */
  private static final String TIME = "\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d:\\d\\d[.\\d]*Z?";

  private static final List<String> OF_THE_RUN = List.of("run_id", "cells_per_s", "seconds");

  /** The same with all that tells one run from another: what stays if a run is evaluated again. */
  Map<String, List<String>> whole() {
    Map<String, List<String>> all = new TreeMap<>(tables(List.of()));
    all.put("tables/runs", rows("runs", List.of()));
    all.putAll(files(""));
    return all;
  }

  /** Part by part, so that a failure names the part and shows no other. */
  static void assertSame(Map<String, List<String>> now, Map<String, List<String>> before) {
    assertThat(now.keySet()).isEqualTo(before.keySet());
    now.forEach((part, content) -> assertThat(content).as(part).isEqualTo(before.get(part)));
  }

  /** Sorted rows of each table but runs, and each file of adapters and reports, by path. */
  Map<String, List<String>> content() {
    Map<String, List<String>> all = new TreeMap<>(tables(OF_THE_RUN));
    all.putAll(files(runId()));
    return all;
  }

  private Map<String, List<String>> tables(List<String> without) {
    Map<String, List<String>> tables = new TreeMap<>();
    for (String name : StageTestBase.names(folder.resolve("tables"))) {
      if (!name.equals("runs")) {
        tables.put("tables/" + name, rows(name, without));
      }
    }
    return tables;
  }

  private List<String> rows(String table, List<String> without) {
    Dataset<Row> rows = spark.read().parquet(folder.resolve("tables/" + table).toString());
    return rows.drop(without.toArray(new String[0])).toJSON().collectAsList().stream()
        .sorted()
        .toList();
  }

  private Map<String, List<String>> files(String id) {
    Map<String, List<String>> files = new TreeMap<>();
    for (String part : List.of("adapters", "reports")) {
      try (Stream<Path> all = Files.walk(folder.resolve(part))) {
        for (Path file : all.filter(Files::isRegularFile).toList()) {
          String text =
              Files.readString(file, StandardCharsets.ISO_8859_1)
                  .replace(id, id.isEmpty() ? "" : "RUN")
                  .replaceAll(id.isEmpty() ? "$^" : TIME, "TIME");
          files.put(folder.relativize(file).toString(), List.of(text));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return files;
  }

  String runId() {
    return spark.read().parquet(folder.resolve("tables/runs").toString()).first().getAs("run_id");
  }
}
