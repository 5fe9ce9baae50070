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

/** A part of some shards that is not their cells: genes, an embedding, uns; on the driver. */
record PartTable(String name, StructType shown, PartSource source, Configuration conf)
    implements SupportsRead, SupportsMetadataColumns {

  private static final FixedColumns UNS_COLUMNS =
      new FixedColumns(
          H5adOptions.UNS,
          List.of(
              FixedColumns.field(H5adColumns.KEY, false),
              FixedColumns.field(H5adColumns.VALUE, true)),
          List.of(),
          H5adColumns.HIDDEN_OF_PARTS);

  /** Genes, or what obsm and varm hold, with the columns of all files. */
  static PartTable load(H5adOptions options, Configuration conf) {
    List<PartFile> files = open(options, conf);
    return rows(options, conf, files, ObsSchema.infer(fixed(options), columns(files)));
  }

  static PartTable load(H5adOptions options, Configuration conf, StructType schema) {
    List<PartFile> files = open(options, conf);
    return rows(options, conf, files, ObsSchema.given(fixed(options), columns(files), schema));
  }

  static PartTable uns(H5adOptions options, Configuration conf) {
    return uns(options, conf, ObsSchema.infer(UNS_COLUMNS, List.of()).schema());
  }

  static PartTable uns(H5adOptions options, Configuration conf, StructType schema) {
    StructType checked = ObsSchema.given(UNS_COLUMNS, List.of(), schema).schema();
    List<String> paths = ShardPaths.resolve(options, conf);
    return new PartTable(name(options), checked, new UnsPart(paths), conf);
  }

  private static List<PartFile> open(H5adOptions options, Configuration conf) {
    return SideBySide.map(
        ShardPaths.resolve(options, conf), path -> PartFile.open(path, options.part(), conf));
  }

  private static List<FileColumns> columns(List<PartFile> files) {
    return files.stream().map(PartFile::fileColumns).toList();
  }

  private static FixedColumns fixed(H5adOptions options) {
    String part = options.part();
    boolean cells = PartFile.axis(part).equals("obs");
    String frame = part.startsWith("raw/") ? "var" : part.replaceFirst("/.*", "");
    return FixedColumns.part(frame, cells ? H5adColumns.CELL_ID : H5adColumns.GENE_ID);
  }

  private static PartTable rows(
      H5adOptions options, Configuration conf, List<PartFile> files, ObsSchema columns) {
    String id = fixed(options).first().get(0).name();
    return new PartTable(
        name(options), columns.schema(), new RowsPart(files, id, columns.obsNames()), conf);
  }

  private static String name(H5adOptions options) {
    return H5adSource.NAME + " " + options.paths() + " " + options.part();
  }

  @Override
  @SuppressWarnings("deprecation") // Spark 3.5 has no default for it
  public StructType schema() {
    return shown;
  }

  @Override
  public MetadataColumn[] metadataColumns() {
    return H5adColumns.HIDDEN_OF_PARTS.toArray(MetadataColumn[]::new);
  }

  @Override
  public Set<TableCapability> capabilities() {
    return Set.of(TableCapability.BATCH_READ);
  }

  @Override
  public ScanBuilder newScanBuilder(CaseInsensitiveStringMap ignored) {
    return new PartScanBuilder(this);
  }
}
