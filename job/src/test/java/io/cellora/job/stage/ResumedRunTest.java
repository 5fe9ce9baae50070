package io.cellora.job.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.cellora.job.config.RunRequest;
import io.cellora.job.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that failed anywhere goes on from there, to what an undisturbed one gives. */
@Tag("runs")
class ResumedRunTest extends StageTestBase {

  private static final Map<String, String> ARMS =
      Map.of(
          "arms.run", "baseline,lora-ce,small",
          "arms.small.lora.r", "1",
          "baseline.heads", "majority,logistic,mlp_frozen",
          "baseline.regularization", "1e-2",
          "train.epochs", "2",
          "train.checkpoint.everySteps", "3");

  /** With these settings, and where each fails within. */
  private static final List<String> WITHIN =
      List.of(
          "",
          "",
          "",
          "penalty",
          "epoch 2/",
          "epoch 3/",
          "Scaling the delta of small/seed-0",
          "",
          "",
          "",
          "",
          "",
          "",
          "Checking the results");

  private static final int STAGES = WITHIN.size();

  @TempDir static Path folder;

  private static Published undisturbed;

  @BeforeAll
  static void runUndisturbed() {
    Path whole = folder.resolve("whole");
    RunAll.run(spark, settings(ARMS), request(whole), new Told());
    undisturbed = new Published(spark, whole);
  }

  @Test
  void aRunThatFailsAtAndWithinEachStageEndsInTheSameResults() throws IOException {
    Path out = folder.resolve("in-turn");
    Path work = folder.resolve(".in-turn.inprogress");
    interrupt(out, ARMS, "[2/", false);
    withoutResumingItIsNotDropped(out);
    aSettingThatTrainingDependsOnIsStillRefusedByName(out);
    for (int stage = 2; stage <= STAGES; stage++) {
      leaveHalfWrittenFiles(work);
      if (!WITHIN.get(stage - 1).isEmpty()) {
        interrupt(out, ARMS, WITHIN.get(stage - 1), true);
      }
      if (stage < STAGES) {
        interrupt(out, ARMS, "[" + (stage + 1) + "/", true);
      }
    }
    Told told = new Told();
    int code = RunAll.run(spark, settings(ARMS), resumed(out), told);

    assertThat(told.lines)
        .contains(
            "Continuing an unfinished run",
            "[1/14] Reading cells from h5ad: done before",
            "[13/14] Evaluating by SQL: done before",
            "[14/14] Writing the report");
    assertThat(told.lines).filteredOn(line -> line.endsWith("done before")).hasSize(STAGES - 1);
    assertThat(names(out)).containsExactly("adapters", "reports", "tables");
    Published.assertSame(new Published(spark, out).content(), undisturbed.content());
    givenOnceMoreItTellsOfItselfAndDoesNothing(out, code, told);
  }

  private void withoutResumingItIsNotDropped(Path out) {
    assertThatThrownBy(() -> RunAll.run(spark, settings(ARMS), request(out), new Told()))
        .hasMessageContaining("an unfinished run of it is there; --resume continues it");
  }

  private void givenOnceMoreItTellsOfItselfAndDoesNothing(Path out, int code, Told told)
      throws IOException {
    Map<String, String> before = contents(out);
    Told again = new Told();
    assertThat(RunAll.run(spark, settings(ARMS), resumed(out), again)).isEqualTo(code);

    assertThat(again.lines).startsWith("This run is done already: " + out);
    List<String> results = again.lines.subList(1, again.lines.size());
    assertThat(results).last(STRING).startsWith("Sanity gate: ");
    assertThat(told.lines).containsSequence(results);
    Settings other = settings(with(Map.of("evaluate.bootstrap.resamples", "170")));
    assertThatThrownBy(() -> RunAll.run(spark, other, resumed(out), new Told()))
        .hasMessageMatching(
            "Cannot resume \\(setting evaluate.bootstrap.resamples was \\d+ in the run that is there\\): 170;.*");
    assertThat(contents(out)).isEqualTo(before);
    assertThat(names(out.getParent())).doesNotContain("." + out.getFileName() + ".inprogress");
  }

  private void aSettingThatTrainingDependsOnIsStillRefusedByName(Path out) {
    Settings other = settings(with(Map.of("train.batchSize", "32")));
    assertThatThrownBy(() -> RunAll.run(spark, other, resumed(out), new Told()))
        .hasMessageStartingWith(
            "Cannot resume (setting train.batchSize was 64 in the run that is there): 32;");
  }

  @Test
  void whatASettingOrALostFileConcernsIsDoneAgainAndNothingElse() throws IOException {
    Path out = folder.resolve("changed");
    Map<String, String> other =
        with(
            Map.of(
                "arms.run", "baseline,small",
                "baseline.heads", "majority,centroid,logistic",
                "baseline.tolerance", "1e-2"));
    interrupt(out, other, "Sanity gate", false);
    Told changed = new Told();
    assertThatThrownBy(
            () ->
                RunAll.run(
                    spark, settings(ARMS), resumed(out), new Interrupting("Sanity gate", changed)))
        .hasMessage("interrupted");
    assertThat(done(changed))
        .containsExactly(
            "[4/14] Training the frozen baselines",
            "[5/14] Training baseline/seed-0 (mlp_frozen)",
            "[6/14] Training lora-ce/seed-0",
            "[8/14] Embedding cells with the adapters on",
            "[9/14] Measuring embeddings",
            "[10/14] Measuring where the training cells lie",
            "[11/14] Predicting with the adapters on",
            "[12/14] Calibrating on the split calibration",
            "[13/14] Evaluating by SQL",
            "[14/14] Writing the report");

    Path work = folder.resolve(".changed.inprogress");
    Files.delete(work.resolve("adapters/lora-ce/seed-0/head.safetensors"));
    Told lost = new Told();
    RunAll.run(spark, settings(ARMS), resumed(out), lost);

    assertThat(done(lost))
        .containsExactly("[6/14] Training lora-ce/seed-0", "[14/14] Writing the report");
    Published.assertSame(new Published(spark, out).content(), undisturbed.content());
  }

  private static List<String> done(Told told) {
    return told.lines.stream()
        .filter(line -> line.startsWith("[") && !line.endsWith("done before"))
        .toList();
  }

  private static Map<String, String> with(Map<String, String> more) {
    Map<String, String> all = new HashMap<>(ARMS);
    all.putAll(more);
    return all;
  }

  private static void interrupt(
      Path out, Map<String, String> settings, String when, boolean resume) {
    RunRequest request = resume ? resumed(out) : request(out);
    assertThatThrownBy(() -> RunAll.run(spark, settings(settings), request, new Interrupting(when)))
        .as(when)
        .hasStackTraceContaining("interrupted");
  }

  private static RunRequest resumed(Path out) {
    RunRequest first = request(out);
    return new RunRequest(
        first.train(), first.val(), first.test(), first.model(), first.out(), false, true);
  }

  /** What a killed stage may leave: a whole file of a table, which doubles rows if it stays. */
  private static void leaveHalfWrittenFiles(Path work) throws IOException {
    for (String table : names(work.resolve("tables"))) {
      Path rows = work.resolve("tables").resolve(table);
      List<String> parts = names(rows).stream().filter(n -> n.startsWith("part-")).toList();
      Files.copy(rows.resolve(parts.get(0)), rows.resolve("part-99999-left.parquet"));
    }
    Files.createDirectories(work.resolve("tables/metrics/_temporary/0"));
  }
}
