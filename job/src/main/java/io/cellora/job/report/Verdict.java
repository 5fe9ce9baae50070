package io.cellora.job.report;

import io.cellora.job.config.Columns;
import io.cellora.job.config.MetricNames;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What the seeds of an arm say against a frozen baseline: better only if the interval of the
 * difference in macro-F1 lies above 0.
 *
 * @param arm with its head, as in {@code lora-ce/mlp}
 * @param split that both were scored on
 * @param baseline head of the frozen encoder, or of the genes
 * @param macroF1 mean over the seeds
 * @param baselineMacroF1 the same of the baseline beside each seed
 * @param lower end of Student's 95 % interval of the mean difference, NaN with one seed
 * @param upper its other end
 * @param seeds number of them
 * @param tests the largest of the seeds' corrected p values
 */
public record Verdict(
    String arm,
    String split,
    String baseline,
    double macroF1,
    double baselineMacroF1,
    double lower,
    double upper,
    long seeds,
    Tests tests) {

  /** P values of McNemar's and of the permutation test. */
  public record Tests(double mcNemar, double permutation) {}

  /**
   * One for each arm, head, split and baseline.
   *
   * @param summary the table comparison_summary
   */
  public static List<Verdict> of(Dataset<Row> summary) {
    return summary
        .orderBy(Columns.SPLIT, Columns.ARM, Columns.HEAD, Columns.BASELINE_ROLE)
        .collectAsList()
        .stream()
        .map(Verdict::of)
        .toList();
  }

  private static Verdict of(Row row) {
    return new Verdict(
        row.getAs(Columns.ARM) + "/" + row.getAs(Columns.HEAD),
        row.getAs(Columns.SPLIT),
        row.getAs(Columns.BASELINE_HEAD),
        number(row, MetricNames.MACRO_F1),
        number(row, Columns.BASELINE_MACRO_F1),
        number(row, Columns.LOWER),
        number(row, Columns.UPPER),
        row.<Long>getAs(Columns.N_SEEDS),
        new Tests(number(row, Columns.P_HOLM), number(row, Columns.P_PERMUTATION_HOLM)));
  }

  private static double number(Row row, String column) {
    Double value = row.getAs(column);
    return value == null ? Double.NaN : value;
  }

  /** The difference in a word or two. */
  String word() {
    if (Double.isNaN(lower)) {
      return "one seed shows nothing";
    }
    if (lower > 0) {
      return "better";
    }
    return upper < 0 ? "worse" : "no difference shown";
  }

  /** A line for a terminal. */
  public String text() {
    String interval =
        Double.isNaN(lower)
            ? ""
            : String.format(
                Locale.ROOT, " (95 %% over %d seeds: %+.4f to %+.4f)", seeds, lower, upper);
    return String.format(
        Locale.ROOT,
        "%s against frozen %s on %s: macro-F1 %.4f, %.4f, difference %+.4f%s: %s;"
            + " McNemar p <= %.2g, permutation p <= %.2g",
        arm,
        baseline,
        split,
        macroF1,
        baselineMacroF1,
        macroF1 - baselineMacroF1,
        interval,
        word(),
        tests.mcNemar(),
        tests.permutation());
  }
}
