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
 * options in {@link H5adOptions}, of which {@code part} chooses another table: {@code var} the
 * genes, {@code obsm/X_umap} an embedding, {@code uns} what stands beside. Loading reads the layout
 * of every shard's obs; matrices are looked at when a query needs them.
 *
 * <p>A schema of the user's own may name some of the columns, in any order, with types that lose
 * nothing: integers wider, integers and floats as doubles, everything as a string. A column that no
 * shard has is null.
 *
 * <p>In SQL: {@code h5ad.`/data/*.h5ad`} through {@link H5adCatalog}, options behind the path as in
 * {@code h5ad.`/data/a.h5ad#part=var`} (a {@code ?} would be a glob's), or {@code CREATE TEMPORARY
 * VIEW v USING h5ad OPTIONS (path '...')}, whose path is one glob without commas. PySpark 3.5 asks
 * for the catalog with the first use of h5ad in a session: until then a name is one glob without
 * commas and options, unless {@code spark.sql.extensions} names {@link H5adExtensions}.
 */
public final class H5adSource extends H5adFileFormat implements TableProvider, DataSourceRegister {

  public static final String NAME = "h5ad";

  // Spark asks one source for the schema and then for the table: the shards are opened once
  private Table table;

  @Override
  public String shortName() {
    return NAME;
  }

  @Override
  @SuppressWarnings("deprecation") // what replaces it needs Spark's own conversion to a schema
  public StructType inferSchema(CaseInsensitiveStringMap options) {
    return infer(options.asCaseSensitiveMap(), SparkSession.active()).schema();
  }

  @Override
  public Table getTable(
      StructType schema, Transform[] partitioning, Map<String, String> properties) {
    return table(properties, SparkSession.active(), schema);
  }

  @Override
  public boolean supportsExternalMetadata() {
    return true;
  }

  @Override
  Table infer(Map<String, String> options, SparkSession session) {
    H5adExtensions.register(session);
    table = H5adTables.infer(H5adOptions.of(options), session.sparkContext().hadoopConfiguration());
    return table;
  }

  @Override
  @SuppressWarnings("deprecation")
  Table table(Map<String, String> options, SparkSession session, StructType schema) {
    // Spark may have made everything in it nullable
    if (table == null || !table.schema().catalogString().equals(schema.catalogString())) {
      H5adExtensions.register(session);
      table =
          H5adTables.given(
              H5adOptions.of(options), session.sparkContext().hadoopConfiguration(), schema);
    }
    return table;
  }
}
