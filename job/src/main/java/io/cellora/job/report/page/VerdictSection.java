package io.cellora.job.report.page;

import io.cellora.job.config.Columns;
import io.cellora.job.config.MetricNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The answer first: did an arm beat the best frozen head, by how much, at what forgetting. */
final class VerdictSection {

  private static final String SUMMARY = Columns.COMPARISON_SUMMARY_TABLE;
  private static final String ROLE = Columns.BASELINE_ROLE;
  private static final String BEST = "best";
  private static final String[] WANTED = {
    ROLE,
    Columns.BASELINE_HEAD,
    Columns.N_SEEDS,
    "mean",
    Columns.LOWER,
    Columns.UPPER,
    Columns.P_HOLM
  };

  private final PageData data;

  private VerdictSection(PageData data) {
    this.data = data;
  }

  static Section of(PageData data) {
    return new VerdictSection(data).section();
  }

  private Section section() {
    List<Block> blocks = new ArrayList<>();
    TableRows summary = data.ofSplit(SUMMARY);
    if (summary.holds(WANTED)) {
      summary
          .by(Columns.ARM, Columns.HEAD)
          .forEach((key, rows) -> best(rows).ifPresent(row -> blocks.add(card(row, rows))));
    } else {
      blocks.add(
          Note.missing(
              "No trained arm was compared with a frozen baseline on %s (the table %s has no rows)."
                  .formatted(data.split(), SUMMARY)));
    }
    LadderFigure.of(data).ifPresent(blocks::add);
    return new Section(
        "verdict",
        "Verdict",
        "Did fine-tuning beat the frozen encoder on %s?".formatted(data.split()),
        blocks);
  }

  private static Optional<TableRow> best(List<TableRow> rows) {
    return rows.stream().filter(row -> row.text(ROLE).equals(BEST)).findFirst();
  }

  private VerdictCard card(TableRow best, List<TableRow> all) {
    List<String> sentences = new ArrayList<>();
    sentences.add(sentence("the best frozen head, " + best.text(Columns.BASELINE_HEAD), best));
    all.stream()
        .filter(row -> !row.text(Columns.BASELINE_HEAD).equals(best.text(Columns.BASELINE_HEAD)))
        .forEach(row -> sentences.add(sentence(row.text(Columns.BASELINE_HEAD), row)));
    return new VerdictCard(
        tone(best),
        word(best),
        best.text(Columns.ARM) + " / " + best.text(Columns.HEAD),
        sentences,
        Forgetting.sentence(data, best.text(Columns.ARM)));
  }

  private String sentence(String baseline, TableRow row) {
    return "Macro-F1 %s against %s of %s: difference %s%s. McNemar %s%s (the largest of the seeds, Holm)."
        .formatted(
            Numbers.rate(row.number(MetricNames.MACRO_F1)),
            Numbers.rate(row.number(Columns.BASELINE_MACRO_F1)),
            baseline,
            Numbers.signed(row.number("mean")),
            interval(row),
            Numbers.p(row.number(Columns.P_HOLM)),
            row.has(Columns.P_PERMUTATION_HOLM)
                ? ", permutation " + Numbers.p(row.number(Columns.P_PERMUTATION_HOLM))
                : "");
  }

  /** Over the seeds, or what one seed can say: how much the cells or donors alone may move it. */
  private String interval(TableRow row) {
    if (row.has(Columns.LOWER) && row.has(Columns.UPPER)) {
      return " %s over %.0f seeds (95 %%)"
          .formatted(
              Numbers.interval(row.number(Columns.LOWER), row.number(Columns.UPPER)),
              row.number(Columns.N_SEEDS));
    }
    return data.ofSplit(Columns.COMPARISONS_TABLE).stream()
        .filter(
            one ->
                one.texts(Columns.ARM, Columns.HEAD, ROLE)
                    .equals(row.texts(Columns.ARM, Columns.HEAD, ROLE)))
        .filter(one -> one.has("diff_lower") && one.has("diff_upper"))
        .findFirst()
        .map(
            one ->
                " %s by resampling %ss of its one seed"
                    .formatted(
                        Numbers.interval(one.number("diff_lower"), one.number("diff_upper")),
                        one.text("unit")))
        .orElse(", of one seed");
  }

  private static String word(TableRow row) {
    return switch (tone(row)) {
      case "good" -> "Better";
      case "bad" -> "Worse";
      default -> row.has(Columns.LOWER) ? "Not shown to be better" : "Not decided by one seed";
    };
  }

  /** NaN, where there is one seed, is neither above nor below. */
  private static String tone(TableRow row) {
    if (row.number(Columns.LOWER) > 0) {
      return "good";
    }
    return row.number(Columns.UPPER) < 0 ? "bad" : "plain";
  }
}
