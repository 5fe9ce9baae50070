package io.cellora.job.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cellora.job.config.EvaluateRequest;
import io.cellora.job.config.PretrainRequest;
import io.cellora.job.config.Progress;
import io.cellora.job.config.RunRequest;
import io.cellora.job.config.Settings;
import io.cellora.job.config.SettingsReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is derived from a run's predictions can be deleted and made again, equal. */
@Tag("runs")
class EvaluateAgainTest extends StageTestBase {

  private static final Set<String> SOURCES =
      Set.of(
          "cells",
          "classes",
          "delta_scale",
          "embeddings",
          "predictions",
          "ranks",
          "runs",
          "sanity_checks",
          "source_cells",
          "split_manifest",
          "training_log");

  @TempDir static Path folder;

  private static Path out;
  private static int code;
  private static Map<String, List<String>> before;

  @BeforeAll
  static void runOnce() {
    out = folder.resolve("out");
    RunRequest onTwoSplits =
        new RunRequest(
                strings(atlas.train()),
                strings(atlas.val()),
                strings(atlas.test()),
                model.toString(),
                out.toString(),
                false,
                false)
            .withSource(strings(atlas.source()));
    Map<String, String> settings =
        Map.of(
            "train.seeds", "0,3",
            "train.epochs", "1",
            "baseline.heads", "majority,logistic",
            "baseline.regularization", "1e-2");
    code = RunAll.run(spark, settings(settings), onTwoSplits, new Told());
    before = new Published(spark, out).whole();
  }

  @Test
  void allThatIsDerivedComesBackEqual() throws IOException {
    List<Path> derived = derived();
    assertThat(derived).hasSizeGreaterThanOrEqualTo(16);
    for (Path one : derived) {
      delete(one);
    }
    assertThat(evaluate(Map.of())).isEqualTo(code);
    sameAsBefore();
  }

  @Test
  void aDeletedOrDamagedPartComesBackBesideTheOthers() throws IOException {
    List<Path> derived = derived();
    for (int i = 0; i < derived.size(); i += 2) {
      delete(derived.get(i));
    }
    Path report = Files.writeString(out.resolve("reports/sanity_report.json"), "damaged");
    assertThat(evaluate(Map.of())).isEqualTo(code);
    assertThat(report).content().contains("adapters_off_equal_base(lora-ce/3)");
    sameAsBefore();
  }

  private static void sameAsBefore() {
    Published.assertSame(new Published(spark, out).whole(), before);
    assertThat(names(out)).containsExactly("adapters", "reports", "tables");
  }

  @Test
  void aFailureLeavesTheOldResultsAsTheyWere() {
    assertThatThrownBy(() -> evaluate(Map.of(), Optional.empty(), new Interrupting("Checking")))
        .hasMessage("interrupted");
    sameAsBefore();
  }

  @Test
  void picturesMayBeOfAnotherSplit() throws IOException {
    Path picture = out.resolve("reports/confusionmatrix_lora_final.png");
    byte[] ofTest = Files.readAllBytes(picture);
    evaluate(Map.of(), Optional.of("val"), new Told());
    assertThat(Files.readAllBytes(picture)).isNotEqualTo(ofTest);
    evaluate(Map.of());
    sameAsBefore();
    assertThatThrownBy(() -> evaluate(Map.of(), Optional.of("tst"), new Told()))
        .hasMessage("Invalid --split: tst, expected one with predictions: test, val");
  }

  @Test
  void aMissingSourceIsNamedWithWhatMakesIt() throws IOException {
    Path predictions = out.resolve("tables/predictions");
    Path aside = Files.move(predictions, folder.resolve("aside"));
    try {
      assertThatThrownBy(() -> evaluate(Map.of()))
          .hasMessage(
              "Cannot evaluate (the table predictions is missing, which only cellora run-all makes): "
                  + predictions);
    } finally {
      Files.move(aside, predictions);
    }
    assertThatThrownBy(
            () ->
                EvaluateAgain.run(
                    spark,
                    new EvaluateRequest(
                        folder + "/no", Optional.empty(), Optional.empty(), Settings::recorded),
                    new Told()))
        .hasMessage("Cannot read results (no such folder): " + folder + "/no");
  }

  @Test
  void anotherModelIsRefused(@TempDir Path other) {
    Path base = other.resolve("model");
    Pretrain.run(
        spark,
        settings(Map.of("pretrain.epochs", "1", "pretrain.seed", "5")),
        new PretrainRequest(
            strings(atlas.source()),
            atlas.geneOrder().toString(),
            "cell_type",
            base.toString(),
            false),
        new Told());

    assertThatThrownBy(() -> evaluate(base.toString(), Map.of(), Optional.empty(), new Told()))
        .hasMessageStartingWith("Cannot evaluate with another model (the run's weights have");
    sameAsBefore();
  }

  @Test
  void aSettingOfThePredictionsCannotBeChangedAfterwards() {
    assertThatThrownBy(() -> evaluate(Map.of("train.epochs", "9")))
        .hasMessage(
            "Cannot evaluate with another setting train.epochs (it was 1 in the run): 9; leave it"
                + " out, or do the run again");
  }

  private static int evaluate(Map<String, String> set) {
    return evaluate(set, Optional.empty(), new Told());
  }

  private static int evaluate(Map<String, String> set, Optional<String> split, Progress progress) {
    return evaluate(model.toString(), set, split, progress);
  }

  private static int evaluate(
      String url, Map<String, String> set, Optional<String> split, Progress progress) {
    return EvaluateAgain.run(
        spark,
        new EvaluateRequest(
            out.toString(),
            split,
            Optional.of(url),
            json -> SettingsReader.read(json, Optional.empty(), set)),
        progress);
  }

  /** Tables that are no sources, and every report. */
  private static List<Path> derived() {
    List<Path> all = new ArrayList<>();
    Set<String> tables = new TreeSet<>(names(out.resolve("tables")));
    tables.removeAll(SOURCES);
    tables.forEach(table -> all.add(out.resolve("tables").resolve(table)));
    names(out.resolve("reports")).forEach(file -> all.add(out.resolve("reports").resolve(file)));
    return all;
  }

  private static void delete(Path path) throws IOException {
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
