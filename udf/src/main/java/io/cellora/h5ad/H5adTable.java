package io.cellora.h5ad;

import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.connector.catalog.MetadataColumn;
import org.apache.spark.sql.connector.catalog.SupportsMetadataColumns;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** The cells of some shards, on the driver: the layout of their obs, no values. */
record H5adTable(H5adOptions options, Configuration conf, List<Shard> shards, ObsSchema obs)
    implements SupportsRead, SupportsMetadataColumns {

  private static final Set<TableCapability> CAPABILITIES = Set.of(TableCapability.BATCH_READ);

  static H5adTable load(H5adOptions options, Configuration conf) {
    List<Shard> shards = open(options, conf);
    ObsSchema obs = ObsSchema.infer(FixedColumns.CELLS, FileColumns.of(shards));
    return new H5adTable(options, conf, shards, obs);
  }

  static H5adTable load(H5adOptions options, Configuration conf, StructType schema) {
    List<Shard> shards = open(options, conf);
    ObsSchema obs = ObsSchema.given(FixedColumns.CELLS, FileColumns.of(shards), schema);
    return new H5adTable(options, conf, shards, obs);
  }

  private static List<Shard> open(H5adOptions options, Configuration conf) {
    return ShardPaths.resolve(options.paths(), conf).stream()
        .map(path -> Shard.open(path, conf))
        .toList();
  }

  @Override
  public String name() {
    return H5adSource.NAME + " " + options.paths();
  }

  @Override
  @SuppressWarnings(
      "deprecation") // Spark 3.5 has no default for it, Spark 4 derives columns() from it
  public StructType schema() {
    return obs.schema();
  }

  @Override
  public MetadataColumn[] metadataColumns() {
    return H5adColumns.HIDDEN.toArray(MetadataColumn[]::new);
  }

  @Override
  public Set<TableCapability> capabilities() {
    return CAPABILITIES;
  }

  @Override
  public ScanBuilder newScanBuilder(CaseInsensitiveStringMap ignored) {
    return new H5adScanBuilder(this);
  }
}
