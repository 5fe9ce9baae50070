package io.cellora.job.stage;

import io.cellora.job.config.AdapterAnnotateRequest;
import io.cellora.job.config.AnnotationForm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** An adapter that run-all has trained, and what annotate makes with it. */
abstract class AdapterTestBase extends StageTestBase {

  static final AdapterAnnotateRequest.Limits NO_LIMITS = limits(null, null);

  static Path results;

  @TempDir Path folder;

  @BeforeAll
  static void train() {
    results = shared.resolve("results");
    RunAll.run(spark, settings(Map.of()), request(results), new Told());
  }

  static Path adapter() {
    return results.resolve("adapters/lora-ce/seed-0");
  }

  Path copied(String name) throws IOException {
    Path copy = Files.createDirectories(folder.resolve(name));
    for (String file : names(adapter())) {
      Files.copy(adapter().resolve(file), copy.resolve(file));
    }
    return copy;
  }

  static AdapterAnnotateRequest.Limits limits(Double confidence, Double distance) {
    return new AdapterAnnotateRequest.Limits(
        Optional.ofNullable(confidence), Optional.ofNullable(distance));
  }

  AdapterAnnotateRequest request(
      Path adapter,
      String out,
      List<String> input,
      AdapterAnnotateRequest.Limits limits,
      Set<AnnotationForm> forms) {
    return new AdapterAnnotateRequest(
        input,
        adapter.toString(),
        Optional.empty(),
        Optional.empty(),
        limits,
        new AdapterAnnotateRequest.Output(folder.resolve(out).toString(), forms, false));
  }

  static void run(AdapterAnnotateRequest request, Told told) {
    AnnotateByAdapter.run(spark, settings(Map.of()), request, told);
  }

  Told annotate(
      String out,
      List<String> input,
      AdapterAnnotateRequest.Limits limits,
      Set<AnnotationForm> forms) {
    Told told = new Told();
    run(request(adapter(), out, input, limits, forms), told);
    return told;
  }

  Dataset<Row> annotations(String out) {
    return spark.read().parquet(folder.resolve(out).resolve("annotations").toString());
  }

  List<Row> abstained(String out) {
    return rows(annotations(out).filter("abstained"), "shard", "row");
  }

  List<Row> matching(String out, String condition) {
    return rows(annotations(out).filter(condition), "shard", "row");
  }

  /** In the order of shard and row. */
  static List<Row> rows(Dataset<Row> table, String... columns) {
    return table
        .orderBy("shard", "row")
        .select(Stream.of(columns).map(functions::col).toArray(Column[]::new))
        .collectAsList();
  }
}
