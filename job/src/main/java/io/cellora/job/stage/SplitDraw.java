package io.cellora.job.stage;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import io.cellora.job.config.Columns;
import io.cellora.job.eval.ClassQuotas;
import io.cellora.job.eval.GroupedSplit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Gives each cell one of several splits, as a function of the cells and the seed alone. What is
 * kept on the driver is bounded by groups times classes; no cell is moved.
 *
 * @param cells the cells table's columns and {@link CellReader#GROUP}
 * @param fractions what each split should have, with a sum of 1
 */
record SplitDraw(Dataset<Row> cells, Map<String, Double> fractions, long seed) {

  /** Stands for null where a value is needed. */
  private static final String NONE = "\0";

  private static final String KEY = "_key";
  private static final String HASH = "_hash";
  private static final String PLACE = "_place";
  private static final String CUT = "_cut_";

  /** Values that stay together; cells without one count for none. */
  long groups() {
    return cells
        .filter(col(CellReader.GROUP).isNotNull())
        .select(CellReader.GROUP)
        .distinct()
        .count();
  }

  /** Groups stay whole; cells without one stay together as if they were of one. */
  Dataset<Row> byGroup() {
    Map<String, String> assigned = GroupedSplit.assign(counted(), fractions, seed);
    List<Row> rows = new ArrayList<>();
    assigned.forEach((group, split) -> rows.add(RowFactory.create(group, split)));
    StructType schema =
        new StructType()
            .add(KEY, DataTypes.StringType, false)
            .add(Columns.SPLIT, DataTypes.StringType, false);
    return table(
        cells
            .drop(Columns.SPLIT)
            .withColumn(KEY, key(CellReader.GROUP))
            .join(broadcast(cells.sparkSession().createDataFrame(rows, schema)), KEY));
  }

  /** Bounded by groups times classes. */
  private List<GroupedSplit.Group> counted() {
    List<Row> counts =
        cells
            .groupBy(key(CellReader.GROUP).as(KEY), key(Columns.LABEL).as(Columns.LABEL))
            .agg(count("*"))
            .orderBy(KEY, Columns.LABEL)
            .collectAsList();
    List<String> classes =
        counts.stream().map(row -> row.getString(1)).distinct().sorted().toList();
    Map<String, long[]> groups = new LinkedHashMap<>();
    for (Row row : counts) {
      groups
              .computeIfAbsent(row.getString(0), group -> new long[classes.size()])[
              classes.indexOf(row.getString(1))] =
          row.getLong(2);
    }
    return groups.entrySet().stream()
        .map(group -> new GroupedSplit.Group(group.getKey(), group.getValue()))
        .toList();
  }

  /** Each class by itself, its cells in the order of their hashes. */
  Dataset<Row> byCell() {
    List<String> splits = List.copyOf(fractions.keySet());
    Column split = lit(splits.get(splits.size() - 1));
    for (int s = splits.size() - 2; s >= 0; s--) {
      split = when(col(HASH).leq(col(CUT + s)), splits.get(s)).otherwise(split);
    }
    Dataset<Row> cut =
        hashed(cells)
            .join(broadcast(cuts(splits.size() - 1)), KEY)
            .withColumn(Columns.SPLIT, split);
    return table(cut);
  }

  private Dataset<Row> hashed(Dataset<Row> of) {
    return of.withColumn(KEY, key(Columns.LABEL))
        .withColumn(HASH, xxhash64(lit(seed), col(Columns.SHARD), col(Columns.ROW)));
  }

  /** For each class the hashes at which a split ends, null for one that would be empty so far. */
  private Dataset<Row> cuts(int count) {
    StructType schema = new StructType().add(KEY, DataTypes.StringType, false);
    for (int s = 0; s < count; s++) {
      schema = schema.add(CUT + s, DataTypes.LongType, true);
    }
    Map<String, Long[]> cuts = new LinkedHashMap<>();
    Dataset<Row> identities = hashed(cells.select(Columns.SHARD, Columns.ROW, Columns.LABEL));
    List<Row> ends = ends(identities, count, cuts);
    for (Row end : atPlaces(identities, ends)) {
      cuts.get(end.getString(0))[end.getInt(1)] = end.getLong(2);
    }
    List<Row> rows = new ArrayList<>();
    cuts.forEach(
        (label, hashes) -> {
          Object[] row = new Object[count + 1];
          row[0] = label;
          System.arraycopy(hashes, 0, row, 1, count);
          rows.add(RowFactory.create(row));
        });
    return cells.sparkSession().createDataFrame(rows, schema);
  }

  /** Class, split and the place of the split's last cell; bounded by classes times splits. */
  private List<Row> ends(Dataset<Row> identities, int count, Map<String, Long[]> cuts) {
    List<Row> sizes = identities.groupBy(KEY).agg(count("*")).orderBy(KEY).collectAsList();
    long[][] quotas =
        ClassQuotas.of(
            sizes.stream().mapToLong(row -> row.getLong(1)).toArray(),
            List.copyOf(fractions.values()));
    List<Row> ends = new ArrayList<>();
    for (int c = 0; c < quotas.length; c++) {
      String label = sizes.get(c).getString(0);
      cuts.put(label, new Long[count]);
      long place = 0;
      for (int s = 0; s < count; s++) {
        place += quotas[c][s];
        ends.add(RowFactory.create(label, s, place));
      }
    }
    return ends;
  }

  private static List<Row> atPlaces(Dataset<Row> identities, List<Row> ends) {
    StructType schema =
        new StructType()
            .add(KEY, DataTypes.StringType, false)
            .add(CUT, DataTypes.IntegerType, false)
            .add(PLACE, DataTypes.LongType, false);
    Dataset<Row> places = identities.sparkSession().createDataFrame(ends, schema);
    return identities
        .select(
            col(KEY),
            col(HASH),
            row_number().over(Window.partitionBy(KEY).orderBy(HASH)).cast("long").as(PLACE))
        .join(broadcast(places), new String[] {KEY, PLACE})
        .select(KEY, CUT, HASH)
        .collectAsList();
  }

  private static Column key(String column) {
    return coalesce(col(column), lit(NONE));
  }

  /** The columns of the cells table, in their order. */
  private Dataset<Row> table(Dataset<Row> drawn) {
    List<Column> columns = new ArrayList<>();
    for (String column : cells.drop(CellReader.GROUP).columns()) {
      columns.add(col("`" + column.replace("`", "``") + "`"));
    }
    return drawn.select(columns.toArray(new Column[0]));
  }
}
