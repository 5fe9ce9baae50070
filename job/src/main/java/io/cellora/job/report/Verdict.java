package io.cellora.job.report;

import io.cellora.job.config.Columns;
import io.cellora.job.config.MetricNames;
import io.cellora.job.config.Student;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.math3.stat.descriptive.moment.Mean;
import org.apache.commons.math3.stat.descriptive.moment.StandardDeviation;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What the seeds of an arm say against the best frozen baseline: better only if the interval of the
 * difference in macro-F1 lies above 0.
 *
 * @param arm with its head, as in {@code lora-ce/mlp}
 * @param split that both were scored on
 * @param baseline head of the frozen encoder
 * @param macroF1 mean over the seeds
 * @param baselineMacroF1 the same of the baseline beside each seed
 * @param lower end of Student's 95 % interval of the mean difference, NaN with one seed
 * @param upper its other end
 * @param seeds number of them
 * @param pValue the largest of the seeds' McNemar tests, corrected
 */
public record Verdict(
    String arm,
    String split,
    String baseline,
    double macroF1,
    double baselineMacroF1,
    double lower,
    double upper,
    int seeds,
    double pValue) {

  /** One for each arm, head and split, in the order of the table's columns. */
  public static List<Verdict> of(Dataset<Row> comparisons) {
    Map<List<String>, List<Row>> groups = new LinkedHashMap<>();
    List<Row> rows =
        comparisons.orderBy(Columns.SPLIT, Columns.ARM, Columns.HEAD, Columns.SEED).collectAsList();
    for (Row row : rows) {
      List<String> key =
          List.of(
              row.getAs(Columns.ARM) + "/" + row.getAs(Columns.HEAD),
              row.getAs(Columns.SPLIT),
              row.getAs(Columns.BASELINE_HEAD));
      groups.computeIfAbsent(key, none -> new ArrayList<>()).add(row);
    }
    return groups.entrySet().stream().map(e -> of(e.getKey(), e.getValue())).toList();
  }

  private static Verdict of(List<String> key, List<Row> seeds) {
    double[] own = seeds.stream().mapToDouble(r -> r.<Double>getAs(MetricNames.MACRO_F1)).toArray();
    double[] base =
        seeds.stream().mapToDouble(r -> r.<Double>getAs(Columns.BASELINE_MACRO_F1)).toArray();
    double[] differences = new double[own.length];
    for (int i = 0; i < own.length; i++) {
      differences[i] = own[i] - base[i];
    }
    double mean = new Mean().evaluate(differences);
    double half = halfWidth(differences);
    return new Verdict(
        key.get(0),
        key.get(1),
        key.get(2),
        new Mean().evaluate(own),
        new Mean().evaluate(base),
        mean - half,
        mean + half,
        own.length,
        seeds.stream().mapToDouble(row -> row.<Double>getAs(Columns.P_HOLM)).max().orElse(1));
  }

  /** Half of Student's 95 % interval of the mean: NaN for one value. */
  static double halfWidth(double[] values) {
    if (values.length < 2) {
      return Double.NaN;
    }
    return Student.quantile(values.length - 1)
        * new StandardDeviation().evaluate(values)
        / Math.sqrt(values.length);
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
        "%s against frozen %s on %s: macro-F1 %.4f, %.4f, difference %+.4f%s: %s; McNemar p <= %.2g",
        arm,
        baseline,
        split,
        macroF1,
        baselineMacroF1,
        macroF1 - baselineMacroF1,
        interval,
        word(),
        pValue);
  }
}
