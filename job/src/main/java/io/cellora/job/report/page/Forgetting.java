package io.cellora.job.report.page;

import io.cellora.job.report.Verdict;
import java.util.List;

/** What the table forgetting says of an arm at its full strength. */
final class Forgetting {

  static final String TABLE = "forgetting";
  static final String SCALE = "delta_scale";
  static final String BASE_VALUE = "base_value";
  static final String NOT_MEASURED =
      "No source cells were given (--source), so forgetting was not measured.";

  private Forgetting() {}

  /** Means over the seeds, of the metrics that have a value before. */
  static String sentence(PageData data, Verdict verdict) {
    TableRows rows = data.all(TABLE);
    if (!rows.holds("arm", "metric", "value", SCALE, BASE_VALUE)) {
      return NOT_MEASURED;
    }
    String arm = verdict.arm().substring(0, verdict.arm().indexOf('/'));
    List<String> parts =
        rows
            .where("arm", arm)
            .where(row -> row.number(SCALE) == 1 && row.has("value") && row.has(BASE_VALUE))
            .by("metric")
            .entrySet()
            .stream()
            .map(entry -> part(entry.getKey().get(0), entry.getValue()))
            .toList();
    return parts.isEmpty()
        ? "No forgetting was recorded for this arm."
        : "On source cells, before and after: " + String.join("; ", parts) + ".";
  }

  private static String part(String metric, List<TableRow> seeds) {
    double before = seeds.stream().mapToDouble(row -> row.number(BASE_VALUE)).average().orElse(0);
    double after = seeds.stream().mapToDouble(row -> row.number("value")).average().orElse(0);
    return "%s %s, %s (%s)"
        .formatted(
            PlainTable.words(metric),
            Numbers.rate(before),
            Numbers.rate(after),
            Numbers.signed(after - before));
  }
}
