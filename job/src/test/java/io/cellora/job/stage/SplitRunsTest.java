package io.cellora.job.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cellora.job.config.CellFiles;
import io.cellora.job.config.RunRequest;
import io.cellora.job.config.TrainRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole jobs whose cells are split, and the gate on what leaked. */
class SplitRunsTest extends StageTestBase {

  @Test
  void filesAreSplitByDonorAndEveryHeldOutCellIsJudged(@TempDir Path folder) throws IOException {
    Path out = folder.resolve("out");
    List<String> files = new ArrayList<>(strings(atlas.train()));
    files.addAll(strings(atlas.val()));
    files.addAll(strings(atlas.test()));
    Told told = new Told();
    RunAll.run(spark, settings(Map.of()), request(CellFiles.toSplit(files), out), told);

    assertThat(told.lines).contains("  input: split by 7 donors, each kept whole");
    Dataset<Row> cells = table(out, "cells");
    assertThat(rows(cells.select("split").distinct().orderBy("split")))
        .containsExactly("[calibration]", "[test]", "[train]", "[val]");
    assertThat(
            cells
                .groupBy("donor")
                .agg(Map.of("split", "approx_count_distinct"))
                .filter("`approx_count_distinct(split)` > 1")
                .count())
        .isZero();
    assertThat(cells.filter("split = 'train'").count()).isGreaterThan(250);
    assertThat(rows(table(out, "predictions").groupBy("split").count().orderBy("split")))
        .isEqualTo(
            rows(
                cells
                    .filter("split <> 'train'")
                    .groupBy("split")
                    .agg(Map.of("cell_id", "count"))
                    .selectExpr("split", "2 * `count(cell_id)`")
                    .orderBy("split")));
    Dataset<Row> manifest = table(out, "split_manifest");
    assertThat(manifest.filter("how = 'by donor' AND source = 'input' AND file_size > 0").count())
        .isEqualTo(manifest.count())
        .isPositive();
    assertThat(manifest.selectExpr("sum(n_cells)").first().getLong(0)).isEqualTo(540);
    assertThat(checks(out))
        .containsEntry("donors_apart(test)", true)
        .containsEntry("donors_apart(calibration)", true)
        .containsEntry("cells_apart(val)", true);
  }

  @Test
  void leakedDonorsAndLeakedCellsFailTheGateByName(@TempDir Path folder) throws IOException {
    // The shards of a split share its donors.
    Path renamed = Files.copy(atlas.train().get(0), folder.resolve("renamed.h5ad"));
    CellFiles leaking =
        CellFiles.given(
            strings(atlas.train().subList(0, 1)),
            strings(atlas.train().subList(1, 2)),
            List.of(),
            List.of(renamed.toString()));
    Path out = folder.resolve("out");
    Told told = new Told();
    int code = RunAll.run(spark, settings(Map.of()), request(leaking, out), told);
    assertThat(code).isEqualTo(RunAll.INSANE);
    assertThat(checks(out))
        .containsEntry("donors_apart(val)", false)
        .containsEntry("donors_apart(test)", false)
        .containsEntry("cells_apart(val)", true)
        .containsEntry("cells_apart(test)", false);
    assertThat(told.lines)
        .anyMatch(line -> line.startsWith("FAILED donors_apart(val): 3 of the 3 donors"));
  }

  @Test
  void calibrationCellsAreTakenFromTrainAndNeverLearnt(@TempDir Path folder) {
    Path out = folder.resolve("out");
    Told told = new Told();
    Train.run(
        spark,
        settings(Map.of("split.calibrationFromTrain", "0.1", "train.batchSize", "1000")),
        new TrainRequest(
            CellFiles.given(strings(atlas.train()), strings(atlas.val()), List.of(), List.of()),
            model.toString(),
            out.toString(),
            List.of(),
            false,
            false),
        told);
    long calibration = table(out, "cells").filter("split = 'calibration'").count();
    assertThat(calibration).isEqualTo(30);
    assertThat(told.lines)
        .contains(
            "  train: split by cell, for there are 3 donors and 5 are needed to keep them whole",
            "  warning: train.batchSize 1,000 is more than the 270 training cells: a step takes all");
    assertThat(
            rows(
                table(out, "split_manifest")
                    .select("split", "source", "how")
                    .distinct()
                    .orderBy("split")))
        .containsExactly(
            "[calibration,train,by cell]", "[train,train,given files]", "[val,val,given files]");
  }

  @Test
  void calibrationIsNotTakenWhereItIsGiven(@TempDir Path folder) {
    CellFiles given =
        CellFiles.given(
            strings(atlas.train()), strings(atlas.val()), strings(atlas.test()), List.of());
    assertThatThrownBy(
            () ->
                RunAll.run(
                    spark,
                    settings(Map.of("split.calibrationFromVal", "0.5")),
                    request(given, folder.resolve("out")),
                    new Told()))
        .hasMessage(
            "Invalid setting split.calibrationFromVal: 0.5, expected 0 where --calibration gives"
                + " the cells");
  }

  @Test
  void donorsThatAreNotThereCannotBeKeptWhole(@TempDir Path folder) {
    assertThatThrownBy(
            () ->
                RunAll.run(
                    spark,
                    settings(Map.of("split.by", "donor")),
                    request(CellFiles.toSplit(strings(atlas.train())), folder.resolve("out")),
                    new Told()))
        .hasMessage(
            "Cannot split the cells of input by donor (only 3 donors, at least 4 needed): set"
                + " input.donor or split.column to a column of obs, or split.by=cell");
  }

  private static RunRequest request(CellFiles cells, Path out) {
    return new RunRequest(cells, model.toString(), out.toString(), false, false);
  }

  private static Dataset<Row> table(Path out, String name) {
    return spark.read().parquet(out.resolve("tables/" + name).toString());
  }

  private static List<String> rows(Dataset<Row> rows) {
    return rows.collectAsList().stream().map(Row::toString).toList();
  }

  private static Map<String, Boolean> checks(Path out) throws IOException {
    JsonNode report =
        new ObjectMapper().readTree(out.resolve("reports/sanity_report.json").toFile());
    Map<String, Boolean> checks = new TreeMap<>();
    report
        .findParents("passed")
        .forEach(
            check -> {
              if (check.has("name")) {
                checks.put(check.get("name").asText(), check.get("passed").asBoolean());
              }
            });
    return checks;
  }
}
