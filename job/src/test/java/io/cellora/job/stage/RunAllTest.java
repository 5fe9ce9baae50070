package io.cellora.job.stage;

import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.max;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cellora.job.config.RunRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole job on a tiny atlas. */
class RunAllTest extends StageTestBase {

  private static final String[] TABLES = {
    "bootstrap",
    "calibration",
    "cells",
    "classes",
    "comparison_summary",
    "comparisons",
    "conformal",
    "confusion",
    "delta_scale",
    "donor_metrics",
    "embedding_metrics",
    "embeddings",
    "metric_summary",
    "metrics",
    "ontology_metrics",
    "per_class",
    "predictions",
    "ranks",
    "reliability",
    "risk_coverage",
    "runs",
    "sanity_checks",
    "split_manifest",
    "top_confused",
    "training_log",
    "unknown_classes"
  };
  private static final String ALL =
      "[majority, centroid, knn50, logistic, logistic_adjusted, mlp_frozen, logistic_genes]";

  private static final String ADAPTER = "adapters/lora-ce/seed-0";

  @Test
  void oneRunLeavesEveryTableAndReportUnderItsName(@TempDir Path folder) throws IOException {
    Path out = folder.resolve("out");
    Told told = new Told();
    Map<String, String> set =
        Map.of("baseline.heads", ALL, "evaluate.ontology", "src/test/resources/ontology/cells.obo");
    RunAll.run(spark, settings(set), request(out), told);
    assertThat(names(folder)).containsExactly("out");
    everyFileIsThere(out);
    assertThat(told.lines).anyMatch(line -> line.contains("macro_f1"));
    assertThat(told.lines).anyMatch(line -> line.contains("are no term of the ontology"));
    assertThat(
            spark
                .read()
                .parquet(out.resolve("tables/runs").toString())
                .selectExpr("inline(inputs)")
                .where("split = 'ontology'")
                .count())
        .isOne();
    tablesFollowTheDesign(out);
    theGateSawWhatThePaperTrailSays(out);
  }

  private static void everyFileIsThere(Path out) {
    assertThat(names(out.resolve("tables"))).containsExactly(TABLES);
    assertThat(names(out.resolve("reports")))
        .containsExactly(
            "confusion_baseline.csv",
            "confusion_lora.csv",
            "confusionmatrix_baseline_final.png",
            "confusionmatrix_best_frozen_clustered.png",
            "confusionmatrix_lora_clustered.png",
            "confusionmatrix_lora_final.png",
            "metrics.csv",
            "per_class_baseline.csv",
            "per_class_lora.csv",
            "report.html",
            "sanity_report.json",
            "top5_misclassified_baseline.csv",
            "top5_misclassified_lora.csv");
    assertThat(names(out.resolve(ADAPTER)))
        .containsExactly(
            "adapter_config.json",
            "adapter_model.safetensors",
            "head.safetensors",
            "head_labels.json",
            "training_cells.json",
            "training_cells.safetensors");
  }

  private void tablesFollowTheDesign(Path out) {
    assertThat(columns(out, "cells"))
        .startsWith("run_id", "cell_id", "shard", "row", "split", "label", "donor")
        .contains("n_counts", "n_genes", "features");
    assertThat(columns(out, "embeddings"))
        .contains("run_id", "cell_id", "donor", "arm", "seed", "embedding");
    assertThat(columns(out, "predictions"))
        .contains("arm", "head", "seed", "split", "label", "predicted", "probabilities", "top")
        .contains("donor", "confidence", "abstained");
    assertThat(
            spark
                .read()
                .parquet(out.resolve("tables/predictions").toString())
                .groupBy("arm", "head")
                .agg(count("*"), max(expr("label = predicted")))
                .orderBy("arm", "head")
                .collectAsList())
        .containsExactly(
            RowFactory.create("baseline", "centroid", 120L, true),
            RowFactory.create("baseline", "knn50", 120L, true),
            RowFactory.create("baseline", "logistic", 120L, true),
            RowFactory.create("baseline", "logistic_adjusted", 120L, true),
            RowFactory.create("baseline", "logistic_genes", 120L, true),
            RowFactory.create("baseline", "majority", 120L, true),
            RowFactory.create("baseline", "mlp_frozen", 120L, true),
            RowFactory.create("lora-ce", "mlp", 120L, true));
    assertThat(columns(out, "runs")).contains("config", "inputs", "model_sha256", "status");
  }

  private void theGateSawWhatThePaperTrailSays(Path out) throws IOException {
    JsonNode report =
        new ObjectMapper().readTree(out.resolve("reports/sanity_report.json").toFile());
    List<String> failed =
        report.findParents("passed").stream()
            .filter(check -> check.has("name") && !check.get("passed").asBoolean())
            .map(check -> check.get("name").asText())
            .toList();
    // So small a model may well give one class to all, and the gate must say so; nothing else
    // fails.
    assertThat(failed)
        .allMatch(name -> name.startsWith("not_one_class") || name.contains("collapse"));
    assertThat(report.toString())
        .contains("adapters_off_equal_base", "merged_equals_unmerged", "reloaded_equals_saved");
  }

  @Test
  void theAdapterDoesNotDependOnHowTheCellsWereSplitUp(@TempDir Path folder) throws IOException {
    Path few = folder.resolve("few");
    Path many = folder.resolve("many");
    RunAll.run(spark, settings(Map.of()), request(few), new Told());
    String partitions = spark.conf().get("spark.sql.shuffle.partitions");
    spark.conf().set("spark.sql.shuffle.partitions", "5");
    try {
      RunAll.run(
          spark, settings(Map.of("input.rowsPerPartition", "40")), request(many), new Told());
    } finally {
      spark.conf().set("spark.sql.shuffle.partitions", partitions);
    }
    for (String file : names(few.resolve(ADAPTER))) {
      assertThat(Files.readAllBytes(many.resolve(ADAPTER).resolve(file)))
          .as(file)
          .isEqualTo(Files.readAllBytes(few.resolve(ADAPTER).resolve(file)));
    }
  }

  @Test
  void aClassThatTrainingNeverSawIsReportedAndCountedAsWrong(@TempDir Path folder) {
    Path out = folder.resolve("out");
    Told told = new Told();
    // The source has cell types that the target's training cells lack.
    RunRequest request =
        new RunRequest(
            strings(atlas.train()),
            strings(atlas.source()),
            List.of(),
            model.toString(),
            out.toString(),
            false,
            false);
    RunAll.run(spark, settings(Map.of()), request, told);
    assertThat(told.lines).anyMatch(line -> line.contains("in val but not in train"));
    assertThat(
            spark
                .read()
                .parquet(out.resolve("tables/per_class").toString())
                .filter("support > 0 and recall = 0 and predicted_count = 0")
                .count())
        .isPositive();
  }

  private static List<String> columns(Path out, String table) {
    return Arrays.asList(spark.read().parquet(out.resolve("tables/" + table).toString()).columns());
  }
}
