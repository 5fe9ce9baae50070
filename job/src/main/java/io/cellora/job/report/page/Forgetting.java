package io.cellora.job.report.page;

import io.cellora.job.config.Columns;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What the table forgetting says of arms at their full strength, before and after. */
final class Forgetting {

  static final String TABLE = "forgetting";
  static final String SCALE = "delta_scale";
  static final String BASE_VALUE = "base_value";
  static final String NOT_MEASURED =
      "No source cells were given (--source), so forgetting was not measured.";

  /** Those that a sentence has room for. */
  private static final List<String> HEADLINES =
      List.of("knn_macro_f1", "knn_agreement", "cosine_mean");

  private static final String[] WANTED = {
    Columns.ARM, Columns.SEED, Columns.METRIC, Columns.VALUE, SCALE, BASE_VALUE
  };

  private Forgetting() {}

  static boolean isMeasured(PageData data) {
    return data.all(TABLE).holds(WANTED);
  }

  static String sentence(PageData data, String arm) {
    if (!isMeasured(data)) {
      return NOT_MEASURED;
    }
    List<String> parts = new ArrayList<>();
    Map<List<String>, List<TableRow>> metrics =
        atFullStrength(data).where(Columns.ARM, arm).by(Columns.METRIC);
    for (String metric : HEADLINES) {
      if (metrics.containsKey(List.of(metric))) {
        parts.add(part(metric, metrics.get(List.of(metric))));
      }
    }
    return parts.isEmpty()
        ? "No forgetting was recorded for this arm."
        : "On source cells, before and after: %s.".formatted(String.join("; ", parts));
  }

  private static String part(String metric, List<TableRow> seeds) {
    double before = mean(seeds, row -> row.number(BASE_VALUE));
    double after = mean(seeds, row -> row.number(Columns.VALUE));
    return "%s %s, %s (%s)"
        .formatted(
            PlainTable.words(metric),
            Numbers.rate(before),
            Numbers.rate(after),
            Numbers.signed(after - before));
  }

  /** Means over the seeds of every arm and metric. */
  static PageTable table(PageData data) {
    PageTable.Builder table =
        PageTable.of("On source cells at full strength, means over the seeds")
            .words(Columns.ARM, Columns.METRIC)
            .numbers("before", "after", "change", "seeds");
    atFullStrength(data)
        .by(Columns.ARM, Columns.METRIC)
        .forEach(
            (key, seeds) -> {
              double before = mean(seeds, row -> row.number(BASE_VALUE));
              double after = mean(seeds, row -> row.number(Columns.VALUE));
              table.row(
                  List.of(
                      Cell.text(key.get(0)),
                      Cell.text(PlainTable.words(key.get(1))),
                      Cell.number(before),
                      Cell.number(after),
                      Cell.number(after - before, "%+.4f"),
                      Cell.whole(seeds.size())));
            });
    return table.build();
  }

  private static TableRows atFullStrength(PageData data) {
    return data.all(TABLE)
        .where(row -> row.number(SCALE) == 1 && row.has(Columns.VALUE) && row.has(BASE_VALUE));
  }

  private static double mean(List<TableRow> rows, ToDoubleFunction<TableRow> value) {
    return rows.stream().mapToDouble(value).average().orElse(Double.NaN);
  }
}
