package io.cellora.job.stage;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.cellora.job.config.Columns;
import io.cellora.job.config.Settings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** Reads h5ad files to rows of the cells table: aligned to the model's genes, log-normalised. */
final class CellReader {

  /** What stays together when cells are split; not a column of the table. */
  static final String GROUP = "_group";

  private static final String AUTO = "auto";
  private static final String NO_DONOR = "none";
  private static final String USUAL_DONOR = "donor_id";

  private final SparkSession spark;
  private final Settings.Input input;
  private final String geneOrder;
  private final String label;

  CellReader(SparkSession spark, Settings.Input input, String geneOrder) {
    this(spark, input, geneOrder, input.label());
  }

  /**
   * @param label the obs column of the classes, whatever the settings say
   */
  CellReader(SparkSession spark, Settings.Input input, String geneOrder, String label) {
    this.spark = spark;
    this.input = input;
    this.geneOrder = geneOrder;
    this.label = label;
  }

  /** The cells of a split with their labels, which must be there as a column. */
  Dataset<Row> labelled(List<String> paths, String split) {
    Dataset<Row> cells = read(paths);
    return select(cells, split, requiredColumn(cells.schema(), label, paths));
  }

  /**
   * The same with the column {@value #GROUP}.
   *
   * @param by a column of obs, or auto for the donor
   */
  Dataset<Row> grouped(List<String> paths, String split, String by) {
    Dataset<Row> cells = read(paths);
    StructType schema = cells.schema();
    Column group = by.equals(AUTO) ? donor(schema) : requiredColumn(schema, by, paths);
    return select(
        cells,
        split,
        requiredColumn(schema, label, paths),
        List.of(group.cast("string").as(GROUP)));
  }

  /** The cells of a split; label is null where there is none. */
  Dataset<Row> unlabelled(List<String> paths, String split) {
    Dataset<Row> cells = read(paths);
    boolean there = Arrays.asList(cells.columns()).contains(label);
    return select(cells, split, there ? col(quoted(label)) : lit(null));
  }

  private Dataset<Row> read(List<String> paths) {
    return spark
        .read()
        .format("h5ad")
        .options(ReadOptions.ofSource(input, geneOrder))
        .option("rowsPerPartition", input.rowsPerPartition())
        .load(paths.toArray(new String[0]));
  }

  private Dataset<Row> select(Dataset<Row> cells, String split, Column labels) {
    return select(cells, split, labels, List.of());
  }

  private Dataset<Row> select(Dataset<Row> cells, String split, Column labels, List<Column> more) {
    List<Column> columns = new ArrayList<>();
    columns.add(col(Columns.CELL_ID));
    columns.add(col("_shard").as(Columns.SHARD));
    columns.add(col("_row").as(Columns.ROW));
    columns.add(lit(split).as(Columns.SPLIT));
    columns.add(labels.cast("string").as(Columns.LABEL));
    columns.add(donor(cells.schema()).cast("string").as(Columns.DONOR));
    columns.add(col("_n_counts").as(Columns.N_COUNTS));
    columns.add(col("_n_genes").as(Columns.N_GENES));
    input.keep().forEach(name -> columns.add(requiredColumn(cells.schema(), name, List.of())));
    columns.add(col(Columns.FEATURES));
    columns.addAll(more);
    return cells.select(columns.toArray(new Column[0]));
  }

  private Column donor(StructType schema) {
    if (input.donor().equals(NO_DONOR)) {
      return lit(null);
    }
    if (!input.donor().equals(AUTO)) {
      return requiredColumn(schema, input.donor(), List.of());
    }
    boolean there = Arrays.asList(schema.fieldNames()).contains(USUAL_DONOR);
    return there ? col(USUAL_DONOR) : lit(null);
  }

  private static Column requiredColumn(StructType schema, String name, List<String> paths) {
    List<String> there = new ArrayList<>(Arrays.asList(schema.fieldNames()));
    there.remove(Columns.FEATURES);
    if (!there.contains(name)) {
      throw new IllegalArgumentException(
          "Cannot find obs column "
              + name
              + (paths.isEmpty() ? "" : " in " + String.join(", ", paths))
              + " (there are "
              + String.join(", ", there)
              + "): set input.label, input.donor, input.keep or split.column to one of these");
    }
    return col(quoted(name));
  }

  private static String quoted(String name) {
    return "`" + name.replace("`", "``") + "`";
  }
}
