package io.cellora.h5ad;

import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
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

  static H5adTable load(H5adOptions options, Configuration hadoop) {
    return load(options, hadoop, ObsSchema::infer);
  }

  /**
   * @param schema the columns that the user wants
   */
  static H5adTable load(H5adOptions options, Configuration hadoop, StructType schema) {
    return load(options, hadoop, (fixed, files) -> ObsSchema.given(fixed, files, schema));
  }

  private static H5adTable load(
      H5adOptions options,
      Configuration hadoop,
      BiFunction<FixedColumns, List<FileColumns>, ObsSchema> columns) {
    Configuration conf = new Configuration(hadoop);
    conf.set(H5adFile.INFLATER_KEY, options.inflater().toString());
    List<Shard> shards = open(options, conf);
    FixedColumns fixed = options.permissive() ? FixedColumns.PERMISSIVE_CELLS : FixedColumns.CELLS;
    Configuration reading = options.copyToLocal() ? LocalCopies.asked(conf) : conf;
    return new H5adTable(options, reading, shards, columns.apply(fixed, FileColumns.of(shards)));
  }

  private static List<Shard> open(H5adOptions options, Configuration conf) {
    List<String> paths = ShardPaths.resolve(options, conf);
    return options.permissive()
        ? Shards.attemptAll(paths, conf).stream().map(H5adTable::shard).toList()
        : Shards.openAll(paths, conf);
  }

  private static Shard shard(ShardAttempt attempt) {
    return attempt.failed() ? Shard.bad(attempt.path(), attempt.error()) : attempt.shard().get(0);
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
