package io.cellora.job.report.page;

import io.cellora.job.config.Columns;
import java.util.ArrayList;
import java.util.List;

/**
 * An arm and head with the seed that its pictures are of.
 *
 * @param colour place in the page's palette
 */
record Contestant(String arm, String head, int seed, int colour) {

  /** The best frozen head first, then every trained arm. */
  static List<Contestant> of(PageData data) {
    List<Contestant> all = new ArrayList<>();
    data.bestFrozen().ifPresent(head -> all.add(of(data, PageData.BASELINE, head)));
    for (String arm : data.request().trained()) {
      if (!data.macroF1().where(Columns.ARM, arm).where(Columns.HEAD, PageData.MLP).isEmpty()) {
        all.add(of(data, arm, PageData.MLP));
      }
    }
    return all;
  }

  private static Contestant of(PageData data, String arm, String head) {
    return new Contestant(arm, head, data.seedOf(arm, head), data.colour(arm));
  }

  boolean isFrozen() {
    return arm.equals(PageData.BASELINE);
  }

  String name() {
    return isFrozen() ? "frozen " + head : arm;
  }

  /** Its rows of a table with arm, head and seed. */
  TableRows of(TableRows rows) {
    return rows.where(
        row ->
            row.text(Columns.ARM).equals(arm)
                && row.text(Columns.HEAD).equals(head)
                && row.number(Columns.SEED) == seed);
  }
}
