package io.cellora.h5ad;

import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableProvider;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.sources.DataSourceRegister;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * {@code spark.read().format("h5ad").load(...)}: AnnData shards as a table of cells.
 *
 * <p>Columns: {@code cell_id}, those of obs, {@code features}; hidden ones in {@link H5adColumns};
 * options in {@link H5adOptions}. Loading reads the layout of every shard's obs; matrices are
 * looked at when a query needs them.
 */
public final class H5adSource implements TableProvider, DataSourceRegister {

  public static final String NAME = "h5ad";

  // Spark asks one source for the schema and then for the table: the shards are opened once
  private H5adTable table;

  @Override
  public String shortName() {
    return NAME;
  }

  @Override
  public StructType inferSchema(CaseInsensitiveStringMap options) {
    table =
        H5adTable.load(
            H5adOptions.of(options.asCaseSensitiveMap()),
            SparkSession.active().sparkContext().hadoopConfiguration());
    return table.obs().schema();
  }

  @Override
  public Table getTable(
      StructType schema, Transform[] partitioning, Map<String, String> properties) {
    if (table == null) {
      inferSchema(new CaseInsensitiveStringMap(properties));
    }
    return table;
  }
}
