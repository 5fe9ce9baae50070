package io.cellora.h5ad;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchNamespaceException;
import org.apache.spark.sql.connector.catalog.Column;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.NamespaceChange;
import org.apache.spark.sql.connector.catalog.SupportsNamespaces;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCatalog;
import org.apache.spark.sql.connector.catalog.TableChange;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * The catalog whose tables are paths: {@code SELECT * FROM h5ad.`/data/*.h5ad`}.
 *
 * <p>A name holds files, folders and globs separated by commas, and may end in options of its own,
 * {@code `/data/a.h5ad#part=var&layer=counts`}. Options of the catalog, {@code
 * spark.sql.catalog.h5ad.geneOrder=...}, hold for all its tables; both are those of {@link
 * H5adOptions}. It lists nothing and changes nothing.
 */
public final class H5adCatalog implements TableCatalog, SupportsNamespaces {

  public static final String NAME = "h5ad";

  private final TreeMap<String, String> defaults = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private String name = NAME;

  @Override
  public void initialize(String catalogName, CaseInsensitiveStringMap options) {
    name = catalogName;
    defaults.putAll(options.asCaseSensitiveMap());
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Table loadTable(Identifier path) {
    return H5adTables.infer(
        options(path), SparkSession.active().sparkContext().hadoopConfiguration());
  }

  private H5adOptions options(Identifier path) {
    if (path.namespace().length > 0) {
      throw new IllegalArgumentException(
          "Invalid h5ad table: " + path + ", expected one path in backquotes");
    }
    Map<String, String> options = new TreeMap<>(defaults);
    options.putAll(H5adOptions.ofName(path.name()));
    return H5adOptions.of(options);
  }

  @Override
  public boolean tableExists(Identifier path) {
    return ShardPaths.exist(
        options(path).paths(), SparkSession.active().sparkContext().hadoopConfiguration());
  }

  @Override
  public Identifier[] listTables(String[] namespace) {
    return new Identifier[0];
  }

  @Override
  public String[][] listNamespaces() {
    return new String[0][];
  }

  @Override
  public String[][] listNamespaces(String[] namespace) throws NoSuchNamespaceException {
    loadNamespaceMetadata(namespace);
    return new String[0][];
  }

  @Override
  public Map<String, String> loadNamespaceMetadata(String[] namespace)
      throws NoSuchNamespaceException {
    if (namespace.length > 0) {
      throw new NoSuchNamespaceException(namespace);
    }
    return Map.of();
  }

  @Override
  public Table createTable(
      Identifier path, Column[] columns, Transform[] partitions, Map<String, String> properties) {
    throw onlyReads("create", path);
  }

  @Override
  @SuppressWarnings("deprecation") // Spark 3.5 has no default for it
  public Table createTable(
      Identifier path, StructType schema, Transform[] partitions, Map<String, String> properties) {
    throw onlyReads("create", path);
  }

  @Override
  public Table alterTable(Identifier path, TableChange... changes) {
    throw onlyReads("alter", path);
  }

  @Override
  public boolean dropTable(Identifier path) {
    throw onlyReads("drop", path);
  }

  @Override
  public void renameTable(Identifier path, Identifier other) {
    throw onlyReads("rename", path);
  }

  @Override
  public void createNamespace(String[] namespace, Map<String, String> metadata) {
    throw onlyReads("create", Arrays.toString(namespace));
  }

  @Override
  public void alterNamespace(String[] namespace, NamespaceChange... changes) {
    throw onlyReads("alter", Arrays.toString(namespace));
  }

  @Override
  public boolean dropNamespace(String[] namespace, boolean cascade) {
    throw onlyReads("drop", Arrays.toString(namespace));
  }

  private UnsupportedOperationException onlyReads(String act, Object what) {
    return new UnsupportedOperationException(
        "Cannot " + act + " " + what + " (the catalog " + name + " reads h5ad files, no more)");
  }
}
