package io.cellora.job.stage;

import io.cellora.job.config.Columns;
import io.cellora.job.config.SanityCheck;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The checks that need a model in memory, noted by the stage that had it; all others can be made
 * again from tables.
 */
final class SanityTable {

  private static final StructType SCHEMA =
      new StructType()
          .add(Columns.ARM, DataTypes.StringType, false)
          .add(Columns.SEED, DataTypes.IntegerType, false)
          .add("position", DataTypes.IntegerType, false)
          .add("check", DataTypes.StringType, false)
          .add("passed", DataTypes.BooleanType, false)
          .add("detail", DataTypes.StringType, false);

  private SanityTable() {}

  /** Appends what was found of one arm and seed. */
  static void write(RunContext run, TrainingUnit unit, List<SanityCheck> checks) {
    List<Row> rows =
        IntStream.range(0, checks.size()).mapToObj(i -> row(unit, i, checks.get(i))).toList();
    run.append(Columns.SANITY_CHECKS_TABLE, run.spark().createDataFrame(rows, SCHEMA).coalesce(1));
  }

  private static Row row(TrainingUnit unit, int position, SanityCheck check) {
    return RowFactory.create(
        unit.arm(), (int) unit.seed(), position, check.name(), check.passed(), check.detail());
  }

  /**
   * Those of the arms in the order of their training, then those of the baselines. Names say whose
   * they are where there are several adapters. Collects a few rows for each arm and seed.
   */
  static List<SanityCheck> read(RunContext run) {
    List<TrainingUnit> units = TrainingUnit.of(run.settings());
    List<Row> rows = new ArrayList<>(run.read(Columns.SANITY_CHECKS_TABLE).collectAsList());
    rows.sort(
        Comparator.<Row>comparingInt(row -> place(units, unit(row)))
            .thenComparingInt(row -> row.<Integer>getAs("position")));
    return rows.stream().map(row -> check(row, units)).toList();
  }

  private static int place(List<TrainingUnit> units, TrainingUnit unit) {
    return units.contains(unit) ? units.indexOf(unit) : units.size();
  }

  private static TrainingUnit unit(Row row) {
    return new TrainingUnit(row.getAs(Columns.ARM), row.<Integer>getAs(Columns.SEED));
  }

  private static SanityCheck check(Row row, List<TrainingUnit> units) {
    TrainingUnit unit = unit(row);
    String name = row.getAs("check");
    boolean several = units.size() > 1 && units.contains(unit);
    return new SanityCheck(
        several ? "%s(%s/%d)".formatted(name, unit.arm(), unit.seed()) : name,
        row.getAs("passed"),
        row.getAs("detail"));
  }
}
