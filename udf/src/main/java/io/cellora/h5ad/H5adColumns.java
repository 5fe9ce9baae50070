package io.cellora.h5ad;

import java.util.List;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** Names and types of the columns that every h5ad table has besides those of obs. */
public final class H5adColumns {

  /** The index of obs: the first column. */
  public static final String CELL_ID = "cell_id";

  /** Aligned (and normalised) expression as a sparse ml vector: the last column. */
  public static final String FEATURES = "features";

  /** The index of var: the first column of gene tables. */
  public static final String GENE_ID = "gene_id";

  /** Of {@code part=uns}: where a value stands, such as {@code neighbors/params/n_neighbors}. */
  public static final String KEY = "key";

  /** Of {@code part=uns}: a value as text. */
  public static final String VALUE = "value";

  /** Hidden: file name of the shard. */
  public static final String SHARD = "_shard";

  /** Hidden: number of the cell in its shard, from 0. */
  public static final String ROW = "_row";

  /** Hidden: sum of the cell's counts over all genes of the shard; null if they are no counts. */
  public static final String N_COUNTS = "_n_counts";

  /** Hidden: number of the shard's genes with a count; null if they are no counts. */
  public static final String N_GENES = "_n_genes";

  /** With {@code mode=PERMISSIVE}: why a shard cannot be read, null for every cell. */
  public static final String CORRUPT_SHARD = "_corrupt_shard";

  static final List<Hidden> HIDDEN =
      List.of(
          new Hidden(SHARD, DataTypes.StringType, false, "File name of the shard"),
          new Hidden(ROW, DataTypes.LongType, false, "Number of the cell in its shard, from 0"),
          new Hidden(N_COUNTS, DataTypes.DoubleType, true, "Counts of the cell before alignment"),
          new Hidden(N_GENES, DataTypes.IntegerType, true, "Genes with a count before alignment"));

  /** What parts other than the cells have of them. */
  static final List<Hidden> HIDDEN_OF_PARTS = HIDDEN.subList(0, 2);

  private H5adColumns() {}

  static DataType vectorType() {
    return SQLDataTypes.VectorType();
  }

  /** Whether a column needs the matrix and not just obs. */
  static boolean isFromMatrix(String column) {
    return column.equals(FEATURES) || column.equals(N_COUNTS) || column.equals(N_GENES);
  }

  /** A metadata column: there when it is named, absent from {@code SELECT *}. */
  record Hidden(String name, DataType dataType, boolean isNullable, String comment)
      implements org.apache.spark.sql.connector.catalog.MetadataColumn {}
}
