package io.cellora.job.eval;

import static org.assertj.core.api.Assertions.assertThat;

import io.cellora.SparkTestBase;
import io.cellora.job.config.SanityCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class LeakageCheckTest extends SparkTestBase {

  private static final int ENOUGH = 25;

  private final List<Row> manifest = new ArrayList<>();
  private final List<Row> cells = new ArrayList<>();

  @Test
  void aDonorOnBothSidesFailsByNameAndSaysTheWayOut() {
    part("train", "given files", "a", "b", null);
    part("val", "given files", "c", "b");
    part("test", "given files", "d");
    assertThat(check(false))
        .containsExactly(
            new SanityCheck(
                "donors_apart(test)", true, "none of the 1 donors of this split is in train"),
            new SanityCheck(
                "donors_apart(val)",
                false,
                "1 of the 2 donors of this split are in train too (b): split by donor (--input), or"
                    + " say it by split.allowSharedDonors=true, or that these are no donors by"
                    + " input.donor=none"));
  }

  @Test
  void sharedDonorsThatAreAllowedAreSaid() {
    part("train", "given files", "a", "b");
    part("val", "given files", "b");
    assertThat(check(true))
        .containsExactly(
            new SanityCheck(
                "donors_apart(val)",
                true,
                "SAID: 1 of the 1 donors of this split are in train too (b); the numbers say nothing"
                    + " about new donors"));
  }

  @Test
  void aSplitByCellSaysThatDonorsAreOnBothSides() {
    part("train", "by cell", "a", "b");
    part("test", "by cell", "a", "b");
    assertThat(check(false))
        .containsExactly(
            new SanityCheck(
                "donors_apart(test)",
                true,
                "SAID: split by cell, 2 of the 2 donors of this split are in train too (a, b); the"
                    + " numbers say nothing about new donors"));
  }

  @Test
  void unknownDonorsAreSaid() {
    part("train", "by cell", (String) null);
    part("val", "by cell", "a");
    part("test", "given files", (String) null);
    assertThat(check(false))
        .allMatch(SanityCheck::passed)
        .extracting(SanityCheck::detail)
        .allMatch(detail -> detail.contains("no donor is known in train"))
        .anyMatch(detail -> detail.startsWith("SAID: split by cell, "))
        .anyMatch(detail -> detail.startsWith("SAID: no donor"));
  }

  @Test
  void aSplitThatWasDrawnByDonorIsJudgedAsOneThatWasGiven() {
    part("train", "by donor", "a");
    part("val", "by donor", "a");
    assertThat(check(false)).extracting(SanityCheck::passed).containsExactly(false);
  }

  @Test
  void aCellThatWasCopiedIsFoundUnderAnyName() {
    cell("train", "train.h5ad", 7, ENOUGH, 1, 2, 3);
    cell("train", "train.h5ad", 8, ENOUGH, 1, 2, 5);
    cell("val", "val.h5ad", 0, ENOUGH, 1, 2, 4);
    cell("val", "val.h5ad", 1, ENOUGH, 1, 2, 3);
    cell("calibration", "calibration.h5ad", 0, ENOUGH, 1, 2, 4);
    assertThat(check(false))
        .containsExactly(
            new SanityCheck(
                "cells_apart(calibration)",
                true,
                "0 of the 1 cells of this split are cells of train too (compared by content)"),
            new SanityCheck(
                "cells_apart(val)",
                false,
                "1 of the 2 cells of this split are cells of train too (compared by content), such as"
                    + " row 1 of val.h5ad, which is row 7 of train.h5ad in train"));
  }

  @Test
  void nearlyEmptyCellsMayBeAlikeByChance() {
    cell("train", "train.h5ad", 0, 19, 1);
    cell("val", "val.h5ad", 0, 19, 1);
    cell("val", "val.h5ad", 1, ENOUGH, 1);
    assertThat(check(false)).hasSize(1).allMatch(SanityCheck::passed);
  }

  private void part(String split, String how, String... donors) {
    for (String donor : donors) {
      manifest.add(RowFactory.create("run", split, how, split + ".h5ad", donor));
      manifest.add(RowFactory.create("run", split, how, split + "-2.h5ad", donor));
    }
  }

  private void cell(String split, String shard, int row, int genes, double... values) {
    int[] places = IntStream.range(0, values.length).toArray();
    cells.add(
        RowFactory.create(split, shard, row, 100.0, genes, Vectors.sparse(5, places, values)));
  }

  private List<SanityCheck> check(boolean allowed) {
    return LeakageCheck.check(
        spark,
        spark.createDataFrame(
            manifest,
            StructType.fromDDL(
                "run_id STRING, split STRING, how STRING, shard STRING, donor STRING")),
        spark.createDataFrame(
            cells,
            StructType.fromDDL("split STRING, shard STRING, row INT, n_counts DOUBLE, n_genes INT")
                .add("features", SQLDataTypes.VectorType())),
        allowed);
  }
}
