package io.cellora.job.eval;

import io.cellora.job.config.Columns;
import io.cellora.job.config.SanityCheck;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Finds what training has seen of the cells that it is judged on. */
public final class LeakageCheck {

  /** How a split came to be where no donor is kept together. */
  public static final String BY_CELL = "by cell";

  private static final String NOTHING_ABOUT_NEW = "the numbers say nothing about new donors";

  private LeakageCheck() {}

  /**
   * Judges every split but train: {@code donors_apart(SPLIT)} by the manifest, {@code
   * cells_apart(SPLIT)} by the cells' content.
   *
   * @param manifest as {@link SplitManifest} makes it, of one run
   * @param allowSharedDonors whether shared donors are said in place of failing
   */
  public static List<SanityCheck> check(
      SparkSession spark, Dataset<Row> manifest, Dataset<Row> cells, boolean allowSharedDonors) {
    List<SanityCheck> checks = new ArrayList<>();
    Dataset<Row> shared =
        SqlFile.query(spark, "shared_donors", Map.of(Columns.SPLIT_MANIFEST_TABLE, manifest));
    for (Row split : Collected.rows("sanity gate: donors on both sides", shared)) {
      checks.add(donors(split, allowSharedDonors));
    }
    checks.addAll(cells(spark, Map.of(Columns.CELLS_TABLE, cells)));
    return checks;
  }

  private static List<SanityCheck> cells(SparkSession spark, Map<String, Dataset<Row>> cells) {
    List<SanityCheck> found = SanityQuery.run(spark, "cells_on_one_side", cells);
    if (found.stream().allMatch(SanityCheck::passed)) {
      return found;
    }
    Map<String, String> examples = new HashMap<>();
    for (Row shared :
        Collected.rows(
            "sanity gate: cells on both sides", SqlFile.query(spark, "shared_cells", cells))) {
      Row first = shared.getStruct(1);
      examples.put(
          "cells_apart(%s)".formatted(shared.getString(0)),
          ", such as row %s of %s, which is row %s of %s in train"
              .formatted(first.get(1), first.get(0), first.get(3), first.get(2)));
    }
    return found.stream()
        .map(
            check ->
                new SanityCheck(
                    check.name(),
                    check.passed(),
                    check.detail() + examples.getOrDefault(check.name(), "")))
        .toList();
  }

  private static SanityCheck donors(Row split, boolean allowed) {
    String name = "donors_apart(%s)".formatted(split.<String>getAs(Columns.SPLIT));
    long train = split.<Long>getAs("n_train");
    long donors = split.<Long>getAs("n_donors");
    long shared = split.<Long>getAs("n_shared");
    boolean byCell = BY_CELL.equals(split.<String>getAs(Columns.HOW));
    String start = byCell ? "SAID: split by cell, " : "SAID: ";
    if (train == 0 || donors == 0) {
      return new SanityCheck(
          name,
          true,
          start
              + "no donor is known in %s, so cells of one donor may be on both sides; "
                  .formatted(train == 0 ? "train" : "this split")
              + NOTHING_ABOUT_NEW);
    }
    if (shared == 0) {
      return new SanityCheck(
          name, true, "none of the %,d donors of this split is in train".formatted(donors));
    }
    String found =
        "%,d of the %,d donors of this split are in train too (%s%s)"
            .formatted(shared, donors, split.getAs("some"), shared > 5 ? ", ..." : "");
    return byCell || allowed
        ? new SanityCheck(name, true, start + found + "; " + NOTHING_ABOUT_NEW)
        : new SanityCheck(
            name,
            false,
            found
                + ": split by donor (--input), or say it by split.allowSharedDonors=true,"
                + " or that these are no donors by input.donor=none");
  }
}
