package io.cellora.job.stage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cellora.job.config.OutputForm;
import io.cellora.job.config.PlanRequest;
import io.cellora.job.config.Progress;
import io.cellora.job.config.Settings;
import io.cellora.probe.NativeMemory;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanClusterTest {

  private static final long GIBI = 1L << 30;

  private static String plan(long cells, PlanRequest.Cluster cluster, OutputForm form) {
    StringBuilder told = new StringBuilder();
    PlanRequest request =
        new PlanRequest(
            new PlanRequest.Atlas(cells, 2000, 40, 10, NativeMemory.SCIMILARITY),
            cluster,
            List.of(),
            List.of("--set", "train.epochs=10"),
            form);
    PlanCluster.run(
        Settings.defaultsWith(Map.of("train.epochs", "10")),
        request,
        new Progress() {
          @Override
          public void step(String what) {
            throw new AssertionError(what);
          }

          @Override
          public void update(String text) {
            throw new AssertionError(text);
          }

          @Override
          public void table(String text) {
            told.append(text);
          }

          @Override
          public void output(String text) {
            told.append(text);
          }
        });
    return told.toString();
  }

  private static PlanRequest.Cluster yarn(int executors, int gpus) {
    return new PlanRequest.Cluster("yarn", executors, 8, gpus, 128 * GIBI, 1);
  }

  @Test
  void jsonHasEveryGroupAndTheSameNumbersAsTheText() throws IOException {
    JsonNode json = new ObjectMapper().readTree(plan(22_000_000, yarn(16, 0), OutputForm.JSON));
    String text = plan(22_000_000, yarn(16, 0), OutputForm.TABLE);

    assertThat(json.fieldNames())
        .toIterable()
        .containsExactly("sizes", "training", "memory", "hours", "limits", "submit", "measured");
    assertThat(json.at("/sizes/partition_cells").asLong()).isEqualTo(4096);
    assertThat(json.at("/sizes/ingest_tasks").asLong()).isEqualTo(10 * 538);
    assertThat(json.at("/hours").fieldNames())
        .toIterable()
        .containsExactly(
            "ingest", "embed", "prepare", "baselines", "train", "predict", "evaluate", "total");
    double all = 0;
    for (JsonNode stage : json.get("hours")) {
      all += stage.get("likely").asDouble();
      assertThat(stage.get("low").asDouble()).isLessThanOrEqualTo(stage.get("likely").asDouble());
    }
    double total = json.at("/hours/total/likely").asDouble();
    assertThat(all / 2).isBetween(total - 0.001, total + 0.001);
    assertThat(text)
        .contains("Sizes", "Training", "Memory", "Hours", "What limits", "Submit", "Measured")
        .contains("4,096", "5,380", json.at("/submit/script").asText());
  }

  @Test
  void theCommandCarriesWhatWasPlannedAndWhatWasAsked() throws IOException {
    JsonNode json = new ObjectMapper().readTree(plan(22_000_000, yarn(16, 0), OutputForm.JSON));
    String line = json.at("/submit/script").asText();
    long heap = json.at("/memory/executor_heap").asLong() / GIBI;
    long overhead = json.at("/memory/executor_overhead").asLong() >> 20;

    assertThat(line)
        .startsWith("deploy/spark-submit.sh --master yarn --num-executors 16 --executor-cores 8 ")
        .contains(" --executor-memory " + heap + "g ")
        .contains(" --conf spark.executor.memoryOverhead=" + overhead + "m ")
        .contains(" -- run-all --input CELLS --model MODEL --out OUT --set train.epochs=10 ")
        .endsWith("--set train.workers=64 --set train.batchSize=8192");
    assertThat(json.at("/submit/class").asText())
        .startsWith("spark-submit --class io.cellora.job.Main --master yarn ")
        .contains("-all.jar run-all --input CELLS");
  }

  @Test
  void whatAShellWouldReadOtherwiseIsQuoted() {
    assertThat(SubmitLine.line(List.of("--conf", "a.b=-XX:+C", "heads=[a, b]", "it's", "*")))
        .isEqualTo("--conf a.b=-XX:+C 'heads=[a, b]' 'it'\\''s' '*'");
  }

  @Test
  void aStandaloneMasterIsToldTheCoresOfAll() throws IOException {
    PlanRequest.Cluster cluster =
        new PlanRequest.Cluster("spark://host:7077", 4, 8, 0, 64 * GIBI, 1);
    JsonNode json = new ObjectMapper().readTree(plan(1_000_000, cluster, OutputForm.JSON));

    assertThat(json.at("/submit/script").asText())
        .contains("--total-executor-cores 32 ")
        .doesNotContain("--num-executors");
  }

  @Test
  void aGpuIsAskedForAndItsRateIsSaidToBeForeign() throws IOException {
    JsonNode json = new ObjectMapper().readTree(plan(22_000_000, yarn(4, 1), OutputForm.JSON));

    assertThat(json.at("/submit/script").asText())
        .contains("--conf spark.executor.resource.gpu.amount=1 ")
        .contains("--conf spark.task.resource.gpu.amount=0.125 ")
        .contains("--settings conf/gpu.conf ");
    assertThat(json.at("/limits/gpu").asText()).contains("no GPU was measured through Spark");
  }

  @Test
  void whatDoesNotFitIsSaidWithWhatWould() throws IOException {
    JsonNode json = new ObjectMapper().readTree(plan(100_000_000, yarn(4, 0), OutputForm.JSON));

    assertThat(json.at("/limits/memory").asText())
        .contains("of the prepared cells stay in memory", "such executors keep all");
    assertThat(json.at("/limits/cores").asText()).isEqualTo("66 workers take turns on 32 cores");
    assertThat(json.at("/limits/knn50").asText())
        .startsWith("every held-out cell is compared with every training cell, ");
  }

  @ParameterizedTest
  @CsvSource({
    "12, 12 s",
    "59.4, 59 s",
    "90, 2 min",
    "5400, 1.5 h",
    "360000, 100 h",
  })
  void durationsAreShort(double seconds, String text) {
    assertThat(PlanCluster.duration(seconds)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"999, 999 B", "1500, 1.5 kB", "23000000, 23 MB", "1.5e12, 1.5 TB"})
  void sizesAreDecimal(double bytes, String text) {
    assertThat(PlanCluster.size(bytes)).isEqualTo(text);
  }
}
