package io.cellora.job.stage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.cellora.job.config.RunRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs that are wrong in one way each: the gate fails them by the name of what is wrong. */
@Tag("runs")
class BadRunsTest extends StageTestBase {

  @TempDir Path folder;

  @Test
  void anArmThatIsSecretlyTheBaseFails() throws IOException {
    assertThat(failed(Map.of("train.learningRate", "1e-30", "train.weightDecay", "0"), atlas()))
        .contains("adapters_on_change_embeddings");
  }

  @Test
  void aCollapsedClassifierFails() throws IOException {
    // A step of 1e-2 with this decay leaves nothing of the head's weights.
    assertThat(failed(Map.of("train.weightDecay", "100"), atlas()))
        .contains("not_one_class_for_everything(lora-ce/mlp/0/val)")
        .doesNotContain("not_one_class_for_everything(baseline/logistic/0/val)");
  }

  @Test
  void inputThatWasNormalisedTwiceFails() throws IOException {
    RunRequest twice =
        request(List.of(twice(atlas.train(), "train")), List.of(twice(atlas.val(), "val")));
    assertThat(failed(Map.of("input.normalized", "true"), twice)).contains("input_normalised_once");
  }

  @Test
  void aSoundRunFailsForNoneOfThese() throws IOException {
    assertThat(failures(Map.of(), atlas()))
        .doesNotContain("adapters_on_change_embeddings", "input_normalised_once")
        .noneMatch(name -> name.startsWith("not_one_class_for_everything"));
  }

  private String twice(List<Path> shards, String name) throws IOException {
    CellReader reader =
        new CellReader(spark, settings(Map.of()).input(), atlas.geneOrder().toString());
    String[] genes = Files.readAllLines(atlas.geneOrder()).toArray(new String[0]);
    Path file = folder.resolve(name + ".h5ad");
    return TwiceNormalised.write(file, reader.labelled(strings(shards), name), genes).toString();
  }

  private RunRequest atlas() {
    return request(strings(atlas.train()), strings(atlas.val()));
  }

  private RunRequest request(List<String> train, List<String> val) {
    String out = folder.resolve("out").toString();
    return new RunRequest(train, val, List.of(), model.toString(), out, false, false);
  }

  private List<String> failed(Map<String, String> settings, RunRequest request) throws IOException {
    List<String> failures = failures(settings, request);
    Row run = spark.read().parquet(request.out() + "/tables/runs").first();
    assertThat(run.<String>getAs("status")).isEqualTo("failed the sanity gate");
    return failures;
  }

  /** As schedulers try a task again: the folder is there, and its verdict stands. */
  private static RunRequest again(RunRequest request) {
    return new RunRequest(request.cells(), request.model(), request.out(), false, true);
  }

  /** What the report says has failed; the exit code must agree with it, also when tried again. */
  private static List<String> failures(Map<String, String> settings, RunRequest request)
      throws IOException {
    Map<String, String> all =
        new HashMap<>(Map.of("baseline.regularization", "1e-2", "train.headLearningRate", "1e-2"));
    all.putAll(settings);
    int code = RunAll.run(spark, settings(all), request, new Told());
    assertThat(RunAll.run(spark, settings(all), again(request), new Told())).isEqualTo(code);
    Path report = Path.of(request.out(), "reports/sanity_report.json");
    List<String> failures =
        new ObjectMapper()
            .readTree(report.toFile()).findParents("passed").stream()
                .filter(check -> check.has("name") && !check.get("passed").asBoolean())
                .map(check -> check.get("name").asText())
                .toList();
    assertThat(code).isEqualTo(failures.isEmpty() ? 0 : 3);
    return failures;
  }
}
