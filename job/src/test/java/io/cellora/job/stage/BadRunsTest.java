package io.cellora.job.stage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs that are wrong in one way each: the gate fails them by the name of what is wrong. */
class BadRunsTest extends StageTestBase {

  @TempDir Path folder;

  @Test
  void anArmThatIsSecretlyTheBaseFails() throws IOException {
    assertThat(failed(Map.of("train.learningRate", "1e-30", "train.weightDecay", "0")))
        .contains("adapters_on_change_embeddings");
  }

  @Test
  void aCollapsedClassifierFails() throws IOException {
    assertThat(failed(Map.of("train.weightDecay", "1000")))
        .contains("not_one_class_for_everything(lora-ce/mlp/0/val)")
        .doesNotContain("not_one_class_for_everything(baseline/logistic/0/val)");
  }

  @Test
  void inputThatIsNotWhatTheSettingsSayFails() throws IOException {
    assertThat(failed(Map.of("input.normalized", "true"))).contains("input_normalised_once");
  }

  @Test
  void aSoundRunFailsForNoneOfThese() throws IOException {
    assertThat(failures(folder.resolve("out"), Map.of("train.epochs", "8")))
        .doesNotContain("adapters_on_change_embeddings", "input_normalised_once")
        .noneMatch(name -> name.startsWith("not_one_class_for_everything"));
  }

  private List<String> failed(Map<String, String> settings) throws IOException {
    Path out = folder.resolve("out");
    List<String> failures = failures(out, settings);
    assertThat(
            spark
                .read()
                .parquet(out.resolve("tables/runs").toString())
                .first()
                .<String>getAs("status"))
        .isEqualTo("failed the sanity gate");
    return failures;
  }

  private static Map<String, String> with(Map<String, String> more) {
    Map<String, String> all = new HashMap<>(Map.of("baseline.regularization", "1e-2"));
    all.putAll(more);
    return all;
  }

  private static List<String> failures(Path out, Map<String, String> settings) throws IOException {
    int code = RunAll.run(spark, settings(with(settings)), request(out), new Told());
    JsonNode report =
        new ObjectMapper().readTree(out.resolve("reports/sanity_report.json").toFile());
    List<String> failures =
        report.findParents("passed").stream()
            .filter(check -> check.has("name") && !check.get("passed").asBoolean())
            .map(check -> check.get("name").asText())
            .toList();
    assertThat(code).isEqualTo(failures.isEmpty() ? 0 : 3);
    return failures;
  }
}
