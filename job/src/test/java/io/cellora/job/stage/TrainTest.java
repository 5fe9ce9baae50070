package io.cellora.job.stage;

import static org.apache.spark.sql.functions.expr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cellora.job.config.Settings;
import io.cellora.job.config.TrainRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Adapters of several arms and seeds, also by way of interruptions. */
class TrainTest extends StageTestBase {

  @TempDir private Path folder;

  private Path out;

  @BeforeEach
  void nameOutput() {
    out = folder.resolve("out");
  }

  @Test
  void everyArmAndSeedHasItsAdapterAndItsLog() {
    Map<String, String> twoArms =
        Map.of(
            "arms.run", "baseline,lora-ce,small", "arms.small.lora.r", "1", "train.seeds", "0,4");
    Train.run(spark, settings(twoArms), request(out, false, false), new Told());

    assertThat(names(folder)).containsExactly("out");
    assertThat(names(out)).containsExactly("adapters", "tables");
    assertThat(names(out.resolve("tables")))
        .containsExactly("cells", "delta_scale", "ranks", "runs", "split_manifest", "training_log");
    assertThat(adapters(out))
        .containsOnlyKeys(
            files("lora-ce/seed-0", "lora-ce/seed-4", "small/seed-0", "small/seed-4"));
    assertThat(Arrays.equals(weights("lora-ce/seed-0"), weights("lora-ce/seed-4"))).isFalse();
    assertThat(weights("small/seed-0").length).isLessThan(weights("lora-ce/seed-0").length);
    List<Row> log =
        spark
            .read()
            .parquet(out.resolve("tables/training_log").toString())
            .groupBy("arm", "seed")
            .agg(
                expr("count(*)"),
                expr("max(epoch)"),
                expr("sum(int(loss = cross_entropy))"),
                expr("min(val_classes_predicted) > 0"),
                expr("min(cells_per_s) > 0"),
                expr("count(triplet)"))
            .orderBy("arm", "seed")
            .collectAsList();
    assertThat(log)
        .extracting(Row::toString)
        .containsExactly(
            "[lora-ce,0,5,5,5,true,true,0]",
            "[lora-ce,4,5,5,5,true,true,0]",
            "[small,0,5,5,5,true,true,0]",
            "[small,4,5,5,5,true,true,0]");
  }

  @Test
  void aResumedRunEndsInTheBytesOfAnUndisturbedOne() {
    Map<String, String> arms =
        Map.of(
            "arms.run", "lora-dynamic,small",
            "arms.small.lora.r", "1",
            "lora.dynamic.rMax", "4",
            "lora.dynamic.end", "0.6");
    Path whole = folder.resolve("whole");
    Train.run(spark, checkpointed(arms), request(whole, false, false), new Told());
    interrupt(arms, "epoch 2/5, 4/5", false);
    interrupt(arms, "epoch 5/5, 2/5", true);
    interrupt(arms, "Training small/seed-0", true);
    assertThat(names(folder)).containsExactly(".out.inprogress", "whole");
    interrupt(arms, "epoch 4/5, 1/5", true);

    Told told = new Told();
    Train.run(spark, checkpointed(arms), request(out, false, true), told);

    assertThat(told.lines)
        .contains(
            "Continuing an unfinished run",
            "[1/4] Reading cells from h5ad: done before",
            "[2/4] Training lora-dynamic/seed-0: done before",
            "  continuing after step 15");
    assertThat(names(folder)).containsExactly("out", "whole");
    assertThat(names(out)).containsExactly("adapters", "tables");
    assertSameBytes(out, whole);
    assertThat(log(out)).isEqualTo(log(whole)).hasSize(10);
    assertThat(table(out, "ranks")).isEqualTo(table(whole, "ranks"));
    assertThat(table(out, "ranks")).anyMatch(row -> row.matches(".*lora-dynamic,0,20,.*,[123],.*"));
  }

  private void interrupt(Map<String, String> settings, String when, boolean resume) {
    assertThatThrownBy(
            () ->
                Train.run(
                    spark,
                    checkpointed(settings),
                    request(out, false, resume),
                    new Interrupting(when)))
        .hasMessage("interrupted");
  }

  @Test
  void trainingGoesOnFromAnAdapterAndItsHead() throws IOException {
    Train.run(spark, settings(Map.of()), request(out, false, false), new Told());
    Path adapter = out.resolve("adapters/lora-ce/seed-0");
    Path further = folder.resolve("further");
    Told told = new Told();
    Map<String, String> still =
        Map.of(
            "train.learningRate", "1e-30",
            "train.headLearningRate", "1e-30",
            "train.weightDecay", "0",
            "lora.r", "5");
    TrainRequest request =
        new TrainRequest(
            strings(atlas.train()),
            strings(atlas.val()),
            model.toString(),
            further.toString(),
            List.of(adapter.toString()),
            false,
            false);
    Train.run(spark, settings(still), request, told);

    assertThat(told.lines).contains("  from " + adapter + ", its head too");
    assertThat(further.resolve("adapters/lora-ce/seed-0/adapter_model.safetensors"))
        .hasSameBinaryContentAs(adapter.resolve("adapter_model.safetensors"));
  }

  /** A copy, because a whole build has the fixtures in a jar. */
  private Path smallAdapter() throws IOException {
    Path copy = Files.createDirectories(folder.resolve("peft_small"));
    for (String name : List.of("adapter_config.json", "adapter_model.safetensors")) {
      try (InputStream in = TrainTest.class.getResourceAsStream("/weights/peft_small/" + name)) {
        Files.copy(in, copy.resolve(name));
      }
    }
    return copy;
  }

  @Test
  void anAdapterForOtherWidthsIsRefusedWithBothShapes() throws IOException {
    String other = smallAdapter().toString();
    TrainRequest request =
        new TrainRequest(
            strings(atlas.train()),
            strings(atlas.val()),
            model.toString(),
            out.toString(),
            List.of(other),
            false,
            false);
    assertThatThrownBy(() -> Train.run(spark, settings(Map.of()), request, new Told()))
        .hasMessageMatching("Cannot apply adapter \\(.*\\[.*\\].*\\[.*\\].*");
  }

  @Test
  void anUnfinishedRunIsNeitherDroppedNorMixedWithAnother() throws IOException {
    Map<String, String> settings = Map.of();
    assertThatThrownBy(
            () ->
                Train.run(
                    spark,
                    checkpointed(settings),
                    request(out, false, false),
                    new Interrupting("epoch 2/5, 4/5")))
        .hasMessage("interrupted");

    assertThatThrownBy(
            () -> Train.run(spark, checkpointed(settings), request(out, false, false), new Told()))
        .hasMessage(
            "Cannot write output (an unfinished run of it is there; --resume continues it,"
                + " --overwrite starts anew): "
                + out);
    assertThatThrownBy(
            () ->
                Train.run(
                    spark,
                    checkpointed(Map.of("train.batchSize", "32")),
                    request(out, false, true),
                    new Told()))
        .hasMessageStartingWith(
            "Cannot resume (setting train.batchSize was 64 in the run that is there): 32;");
    otherFilesAreRefused();

    Map<String, String> harmless =
        Map.of(
            "encoder.batchSize", "7", "train.checkpoint.everySteps", "4", "encoder.threads", "1");
    Train.run(spark, checkpointed(harmless), request(out, false, true), new Told());
    assertThat(names(folder)).containsExactly("other", "out");
    givenOnceMoreItTellsOfItselfAndDoesNothing(harmless);
  }

  private void givenOnceMoreItTellsOfItselfAndDoesNothing(Map<String, String> settings) {
    Map<String, String> before = contents(out);
    Told told = new Told();
    assertThat(Train.run(spark, checkpointed(settings), request(out, false, true), told)).isZero();

    assertThat(told.lines)
        .containsExactly("This training is done already", "1 adapters in " + out + "/adapters");
    assertThatThrownBy(
            () -> Train.run(spark, checkpointed(Map.of()), request(out, false, true), new Told()))
        .hasMessageStartingWith("Cannot resume (setting encoder.batchSize was 7 in the run");
    assertThatThrownBy(
            () ->
                RunAll.run(spark, settings(Map.of()), request(out, false, true).run(), new Told()))
        .hasMessageStartingWith("Cannot write output (the folder exists;");
    assertThat(contents(out)).isEqualTo(before);
  }

  private void otherFilesAreRefused() throws IOException {
    Path other = Files.createDirectory(folder.resolve("other")).resolve("val-0.h5ad");
    Files.copy(atlas.val().get(0), other);
    TrainRequest otherFiles =
        new TrainRequest(
            strings(atlas.train()),
            List.of(other.toString()),
            model.toString(),
            out.toString(),
            List.of(),
            false,
            true);
    assertThatThrownBy(() -> Train.run(spark, checkpointed(Map.of()), otherFiles, new Told()))
        .hasMessageStartingWith("Cannot resume (an input file was val ")
        .hasMessageContaining("other/val-0.h5ad")
        .hasMessageContaining("SHA-256");
  }

  @Test
  void aDamagedCheckpointCostsItsStepsAndNothingElse() throws IOException {
    Path whole = folder.resolve("whole");
    Train.run(spark, checkpointed(Map.of()), request(whole, false, false), new Told());
    assertThatThrownBy(
            () ->
                Train.run(
                    spark,
                    checkpointed(Map.of()),
                    request(out, false, false),
                    new Interrupting("epoch 3/5, 4/5")))
        .hasMessage("interrupted");
    Path newest =
        folder.resolve(".out.inprogress/checkpoints/lora-ce/seed-0/step-00000012.safetensors");
    byte[] bytes = Files.readAllBytes(newest);
    bytes[bytes.length - 9] ^= 1;
    Files.write(newest, bytes);

    Told told = new Told();
    Train.run(spark, checkpointed(Map.of()), request(out, false, true), told);

    assertThat(told.lines)
        .anyMatch(
            line ->
                line.startsWith("  Cannot use checkpoint (its tensors are damaged): ")
                    && line.endsWith("step-00000012.json"))
        .contains("  continuing after step 9");
    assertSameBytes(out, whole);
  }

  @Test
  void aTrainingThatDivergesNamesItsPlaceAndItsLastCheckpoint() {
    Map<String, String> wild =
        Map.of(
            "train.headLearningRate", "1e30",
            "train.learningRate", "1e30",
            "train.warmupFraction", "0",
            "train.checkpoint.everySteps", "1");
    assertThatThrownBy(
            () -> Train.run(spark, settings(wild), request(out, false, false), new Told()))
        .hasMessageContaining("Cannot continue training (the loss or its gradient is not finite)")
        .hasMessageContaining("epoch 1, step ")
        .hasMessageContaining("cross_entropy ")
        .hasMessageContaining("of lora-ce/seed-0; the last good checkpoint is ")
        .hasMessageEndingWith(".json; try a smaller train.learningRate");
    assertThat(names(folder)).containsExactly(".out.inprogress");
  }

  @Test
  void nothingToTrainIsRefused() {
    assertThatThrownBy(
            () ->
                Train.run(
                    spark,
                    settings(Map.of("arms.run", "baseline")),
                    request(out, false, false),
                    new Told()))
        .hasMessageStartingWith(
            "Cannot train (arms.run has no arm with an adapter): [baseline], expected some of ");
  }

  private static Settings checkpointed(Map<String, String> more) {
    Map<String, String> all = new HashMap<>(Map.of("train.checkpoint.everySteps", "3"));
    all.putAll(more);
    return settings(all);
  }

  private static TrainRequest request(Path out, boolean overwrite, boolean resume) {
    return new TrainRequest(
        strings(atlas.train()),
        strings(atlas.val()),
        model.toString(),
        out.toString(),
        List.of(),
        overwrite,
        resume);
  }

  private byte[] weights(String unit) {
    return adapters(out).get(unit + "/adapter_model.safetensors");
  }

  private static String[] files(String... units) {
    return Arrays.stream(units)
        .flatMap(
            unit ->
                List.of(
                        "adapter_config.json",
                        "adapter_model.safetensors",
                        "head.safetensors",
                        "head_labels.json",
                        "training_cells.json",
                        "training_cells.safetensors")
                    .stream()
                    .map(file -> unit + "/" + file))
        .toArray(String[]::new);
  }

  private static void assertSameBytes(Path actual, Path expected) {
    Map<String, byte[]> before = adapters(expected);
    Map<String, byte[]> now = adapters(actual);
    assertThat(now.keySet()).isEqualTo(before.keySet());
    before.forEach((file, bytes) -> assertThat(now.get(file)).as(file).isEqualTo(bytes));
  }

  /** Every file below adapters/ by its path. */
  private static Map<String, byte[]> adapters(Path out) {
    Path root = out.resolve("adapters");
    Map<String, byte[]> all = new TreeMap<>();
    try (var files = Files.walk(root)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        all.put(root.relativize(file).toString(), Files.readAllBytes(file));
      }
      return all;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The log without run and times. */
  private static List<String> log(Path out) {
    return table(out, "training_log");
  }

  private static List<String> table(Path out, String name) {
    return spark
        .read()
        .parquet(out.resolve("tables/" + name).toString())
        .drop("run_id", "cells_per_s", "seconds")
        .orderBy("arm", "seed", "step")
        .collectAsList()
        .stream()
        .map(Row::toString)
        .toList();
  }
}
