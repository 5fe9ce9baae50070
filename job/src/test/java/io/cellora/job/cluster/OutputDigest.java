package io.cellora.job.cluster;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * What an output says, without what tells where and when it was made: {@code OutputDigest
 * FOLDER...} writes FOLDER.digest, a line for each file of an adapter by its bytes, for each table
 * by its rows in any order, for each report by its name, and for the verdict of the gate. Equal
 * runs have equal digests, wherever they ran.
 */
final class OutputDigest {

  /** Columns of times, of places, and of settings, which hold both. */
  private static final Set<String> ELSEWHERE =
      Set.of(
          "run_id",
          "config",
          "inputs",
          "model",
          "versions",
          "started",
          "ended",
          "cells_per_s",
          "seconds");

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private OutputDigest() {}

  public static void main(String[] args) throws IOException {
    SparkSession spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.sql.shuffle.partitions", "2")
            .getOrCreate();
    for (String folder : args) {
      Files.write(Path.of(folder + ".digest"), of(spark, Path.of(folder)));
    }
    spark.stop();
  }

  /** The lines, sorted. */
  static List<String> of(SparkSession spark, Path out) throws IOException {
    List<String> lines = new ArrayList<>();
    for (Path file : files(out.resolve("adapters"))) {
      lines.add(out.relativize(file) + " " + sha256(content(file)));
    }
    for (Path table : children(out.resolve("tables"))) {
      lines.add(out.relativize(table) + " " + rows(spark, table));
    }
    for (Path report : children(out.resolve("reports"))) {
      lines.add(out.relativize(report).toString());
    }
    Path sanity = out.resolve("reports/sanity_report.json");
    if (Files.exists(sanity)) {
      lines.add("passed " + MAPPER.readTree(sanity.toFile()).get("passed"));
    }
    return lines.stream().sorted().toList();
  }

  private static String rows(SparkSession spark, Path table) {
    Dataset<Row> rows = spark.read().parquet(table.toString());
    Column[] kept =
        Arrays.stream(rows.columns())
            .filter(name -> !ELSEWHERE.contains(name))
            .map(name -> col("`" + name + "`"))
            .toArray(Column[]::new);
    List<String> json =
        rows.select(to_json(struct(kept))).as(Encoders.STRING()).collectAsList().stream()
            .sorted()
            .toList();
    String all = String.join("\n", json);
    return "%d rows %s".formatted(json.size(), sha256(all.getBytes(StandardCharsets.UTF_8)));
  }

  /** The config of an adapter names its model, which lies elsewhere. */
  private static byte[] content(Path file) throws IOException {
    if (!file.getFileName().toString().equals("adapter_config.json")) {
      return Files.readAllBytes(file);
    }
    JsonNode config = MAPPER.readTree(file.toFile());
    ((ObjectNode) config).remove("base_model_name_or_path");
    return MAPPER.writeValueAsBytes(config);
  }

  private static List<Path> files(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> Files.isRegularFile(file) && !hidden(file)).sorted().toList();
    }
  }

  private static List<Path> children(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> !hidden(file)).sorted().toList();
    }
  }

  private static boolean hidden(Path file) {
    return file.getFileName().toString().matches("[._].*");
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
