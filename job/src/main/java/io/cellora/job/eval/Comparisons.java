package io.cellora.job.eval;

import io.cellora.job.config.Columns;
import io.cellora.job.config.EvaluateSettings;
import io.cellora.resampling.Resampling;
import io.cellora.resampling.Statistic;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/** Holds each trained arm to the best frozen baseline, and to the genes, on the same cells. */
public final class Comparisons {

  private static final String PAIRS = "pairs";
  private static final String COUNTS = "paired_counts";
  private static final String DRAWS = "draws";

  private final SparkSession spark;
  private final EvaluateSettings settings;
  private final Dataset<Row> pairs;

  private Comparisons(SparkSession spark, EvaluateSettings settings, Dataset<Row> pairs) {
    this.spark = spark;
    this.settings = settings;
    this.pairs = pairs;
  }

  /**
   * A row for each trained arm, head, seed, split and baseline_role ({@code best}; {@code genes},
   * logistic regression on genes, where it is not the best; {@code embedding}, the best head on the
   * frozen embeddings, where the genes are): baseline_head, baseline_seed, macro_f1 and
   * baseline_macro_f1, their difference with its bootstrap interval diff_lower to diff_upper over
   * the unit, n, only_arm and only_baseline (cells that one alone gets right), p_permutation over
   * the permutation_unit, p_value (McNemar, exact); p_holm and p_permutation_holm are corrected
   * over the arms and heads of a seed, split and role.
   *
   * @param predictions the cells are matched by shard and row; with a column donor
   * @param metrics as {@link Evaluation} makes them
   */
  public static Dataset<Row> of(
      SparkSession spark,
      Dataset<Row> predictions,
      Dataset<Row> metrics,
      EvaluateSettings settings) {
    Dataset<Row> pairs =
        Collected.table(
            "evaluate: baselines to beat",
            SqlFile.query(spark, PAIRS, Map.of(Columns.METRICS_TABLE, metrics)));
    Dataset<Row> counts =
        SqlFile.query(spark, COUNTS, Map.of(PAIRS, pairs, Columns.PREDICTIONS_TABLE, predictions))
            .persist(StorageLevel.MEMORY_AND_DISK());
    try {
      return new Comparisons(spark, settings, pairs).tested(counts);
    } finally {
      counts.unpersist(true);
    }
  }

  /** The differences over the seeds of each arm and head: one row for each split and baseline. */
  public static Dataset<Row> summary(SparkSession spark, Dataset<Row> comparisons) {
    return Collected.table(
        "evaluate: differences over seeds",
        Summary.of(
            spark, Columns.COMPARISON_SUMMARY_TABLE, Columns.COMPARISONS_TABLE, comparisons));
  }

  private Dataset<Row> tested(Dataset<Row> counts) {
    Dataset<Row> compared =
        SqlFile.query(
            spark,
            Columns.COMPARISONS_TABLE,
            Map.of(
                PAIRS,
                pairs,
                "discordant",
                discordant(counts),
                "intervals",
                intervals(counts),
                "permutations",
                permutations(counts)));
    List<Row> rows = Collected.rows("evaluate: arms against baselines", compared);
    return spark.createDataFrame(tested(rows), schema(compared.schema())).coalesce(1);
  }

  private Dataset<Row> discordant(Dataset<Row> counts) {
    return Collected.table(
        "evaluate: cells that one alone gets right",
        SqlFile.query(spark, "discordant", Map.of(COUNTS, counts)));
  }

  private Dataset<Row> intervals(Dataset<Row> counts) {
    Dataset<Row> drawn =
        resampling(settings.bootstrap(), "unit").of(groups(counts), Statistic.DIFFERENCE);
    return Collected.table(
        "evaluate: bootstrap of the differences",
        SqlFile.query(spark, "difference_intervals", Map.of(DRAWS, drawn)));
  }

  private Dataset<Row> permutations(Dataset<Row> counts) {
    Dataset<Row> drawn =
        resampling(settings.permutation(), "permutation_unit")
            .of(groups(counts), Statistic.SWAPPED);
    return Collected.table(
        "evaluate: permutation tests",
        SqlFile.query(spark, "permutation_tests", Map.of(DRAWS, drawn, PAIRS, pairs)));
  }

  private Dataset<Row> groups(Dataset<Row> counts) {
    return Spread.groups(SqlFile.query(spark, "paired_groups", Map.of(COUNTS, counts)));
  }

  private static Resampling resampling(EvaluateSettings.Draws draws, String unit) {
    return new Resampling(draws.resamples(), draws.seed(), unit);
  }

  private static List<Row> tested(List<Row> rows) {
    String[] families = rows.stream().map(Comparisons::family).toArray(String[]::new);
    double[] mcNemar =
        rows.stream()
            .mapToDouble(
                row ->
                    PairedTest.mcNemar(
                        row.<Long>getAs(Columns.ONLY_ARM), row.<Long>getAs(Columns.ONLY_BASELINE)))
            .toArray();
    double[] holm = PairedTest.holm(mcNemar, families);
    double[] permutation =
        PairedTest.holm(
            rows.stream().mapToDouble(row -> row.<Double>getAs(Columns.P_PERMUTATION)).toArray(),
            families);
    return IntStream.range(0, rows.size())
        .mapToObj(i -> with(rows.get(i), permutation[i], mcNemar[i], holm[i]))
        .toList();
  }

  private static String family(Row row) {
    return row.getAs(Columns.RUN_ID)
        + " "
        + row.getAs(Columns.SPLIT)
        + " "
        + row.getAs(Columns.SEED)
        + " "
        + row.getAs(Columns.BASELINE_ROLE);
  }

  private static Row with(Row row, double permutation, double mcNemar, double holm) {
    Stream<Object> values = IntStream.range(0, row.size()).mapToObj(row::get);
    return RowFactory.create(
        Stream.concat(values, Stream.of(permutation, mcNemar, holm)).toArray());
  }

  private static StructType schema(StructType counts) {
    return counts
        .add(Columns.P_PERMUTATION_HOLM, DataTypes.DoubleType, false)
        .add(Columns.P_VALUE, DataTypes.DoubleType, false)
        .add(Columns.P_HOLM, DataTypes.DoubleType, false);
  }
}
