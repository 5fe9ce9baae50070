package io.cellora.h5ad;

import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SQLContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableProvider;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.sources.BaseRelation;
import org.apache.spark.sql.sources.DataSourceRegister;
import org.apache.spark.sql.sources.RelationProvider;
import org.apache.spark.sql.sources.SchemaRelationProvider;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import scala.Tuple2;
import scala.collection.Iterator;

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
 * VIEW v USING h5ad OPTIONS (path '...')}.
 */
public final class H5adSource
    implements TableProvider, DataSourceRegister, RelationProvider, SchemaRelationProvider {

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
    table = H5adTables.infer(H5adOptions.of(options.asCaseSensitiveMap()), hadoop());
    return table.schema();
  }

  @Override
  @SuppressWarnings("deprecation")
  public Table getTable(
      StructType schema, Transform[] partitioning, Map<String, String> properties) {
    if (table == null || !table.schema().equals(schema)) {
      table = H5adTables.given(H5adOptions.of(properties), hadoop(), schema);
    }
    return table;
  }

  @Override
  public boolean supportsExternalMetadata() {
    return true;
  }

  /** For {@code CREATE TEMPORARY VIEW ... USING h5ad}, which knows relations of this kind only. */
  @Override
  public BaseRelation createRelation(
      SQLContext context, scala.collection.immutable.Map<String, String> options) {
    Map<String, String> properties = copy(options);
    return new H5adRelation(
        context, properties, inferSchema(new CaseInsensitiveStringMap(properties)));
  }

  @Override
  @SuppressWarnings("deprecation")
  public BaseRelation createRelation(
      SQLContext context,
      scala.collection.immutable.Map<String, String> options,
      StructType schema) {
    Map<String, String> properties = copy(options);
    Table given = getTable(schema, new Transform[0], properties);
    return new H5adRelation(context, properties, given.schema());
  }

  private static Map<String, String> copy(
      scala.collection.immutable.Map<String, String> scalaOptions) {
    Map<String, String> options = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (Iterator<Tuple2<String, String>> i = scalaOptions.iterator(); i.hasNext(); ) {
      Tuple2<String, String> option = i.next();
      options.put(option._1(), option._2());
    }
    return options;
  }

  private static Configuration hadoop() {
    return SparkSession.active().sparkContext().hadoopConfiguration();
  }
}
