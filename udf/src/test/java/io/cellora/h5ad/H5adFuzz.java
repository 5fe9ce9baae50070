package io.cellora.h5ad;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.connector.read.SupportsPushDownRequiredColumns;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * What Jazzer runs: reads a damaged file in all ways there are. It must be read, or refused by an
 * error that names it; anything else, and any greed for memory, is a finding.
 */
public final class H5adFuzz {

  private static final List<FuzzSeed> SEEDS = FuzzSeed.all();
  private static final Configuration CONF = MemoryFileSystem.conf();
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /**
   * What one reading of a file of 40 kB may allocate: a few dozen times the cache of its blocks.
   */
  private static final long MOST_ALLOCATED = 256L << 20;

  /** And for each row that it gave: a file may declare a million that were never written. */
  private static final long MOST_ALLOCATED_BY_ROW = 1 << 10;

  /** This way, a damaged file is no error at all. */
  private static final Map<String, String> PERMISSIVE =
      Map.of("layer", "X", "normalize", "none", "mode", "PERMISSIVE");

  private static final List<Map<String, String>> WAYS = ways();

  static {
    // what the classes allocate when they are loaded is not the file's fault
    for (FuzzSeed seed : SEEDS) {
      String path = MemoryFileSystem.put("warm.h5ad", seed.bytes());
      WAYS.forEach(way -> warmUp(with(way, path)));
    }
  }

  private static void warmUp(Map<String, String> options) {
    try {
      read(options, false);
    } catch (UncheckedIOException | IllegalArgumentException e) {
      // not every seed has every part
    }
  }

  private static long rows;

  private H5adFuzz() {}

  /** Jazzer calls it by its name. */
  public static void fuzzerTestOneInput(byte[] recipe) {
    check(FuzzRecipe.cook(SEEDS, recipe));
  }

  private static List<Map<String, String>> ways() {
    List<Map<String, String>> ways = new ArrayList<>(List.of(Map.of()));
    for (String layer : List.of("auto", "X", "raw/X", "counts")) {
      ways.add(Map.of("layer", layer, "normalize", "none"));
    }
    ways.add(Map.of("layer", "X", "normalize", "log1p10k"));
    ways.add(Map.of("layer", "X", "normalized", "true"));
    ways.add(PERMISSIVE);
    for (String part : List.of("var", "raw/var", "obsm/X_umap", "uns")) {
      ways.add(Map.of("part", part));
    }
    ways.removeIf(way -> !isKnown(way));
    return ways;
  }

  private static boolean isKnown(Map<String, String> way) {
    try {
      H5adOptions.of(with(way, "a.h5ad"));
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static Map<String, String> with(Map<String, String> way, String path) {
    Map<String, String> options = new HashMap<>(way);
    options.put("path", path);
    return options;
  }

  /** Writes the file behind a recipe that Jazzer found: RECIPE FILE.gz. */
  public static void main(String[] args) throws IOException {
    byte[] file = FuzzRecipe.cook(SEEDS, Files.readAllBytes(Path.of(args[0])));
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(Path.of(args[1])))) {
      out.write(file);
    }
  }

  /**
   * Reads a file in all ways; throws an AssertionError if it breaks the promise.
   *
   * @return what it was refused with, if it was
   */
  static List<String> check(byte[] file) {
    String path = MemoryFileSystem.put("fuzzed.h5ad", file);
    List<String> refusals = new ArrayList<>();
    for (Map<String, String> way : WAYS) {
      long before = THREADS.getCurrentThreadAllocatedBytes();
      rows = 0;
      try {
        read(with(way, path), way.isEmpty());
      } catch (UncheckedIOException | IllegalArgumentException e) {
        checkError(way, e);
        refusals.add(e.getMessage());
      } catch (Throwable e) {
        throw new AssertionError(way + " failed with " + e, e);
      }
      long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
      if (allocated > MOST_ALLOCATED + rows * MOST_ALLOCATED_BY_ROW) {
        throw new AssertionError(way + " allocated " + allocated + " bytes");
      }
    }
    return refusals;
  }

  private static void checkError(Map<String, String> way, RuntimeException e) {
    if (way.equals(PERMISSIVE)) {
      throw new AssertionError("not skipped: " + e, e);
    }
    String message = String.valueOf(e.getMessage());
    if (!message.matches("(?s)(Cannot|Invalid) .*fuzzed\\.h5ad.*")) {
      throw new AssertionError(way + " failed without a name: " + e, e);
    }
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof OutOfMemoryError) {
        throw new AssertionError(way + " wanted too much memory", e);
      }
    }
  }

  private static void read(Map<String, String> options, boolean obsOnly) {
    Table table = H5adTables.infer(H5adOptions.of(options), CONF);
    ScanBuilder builder = ((SupportsRead) table).newScanBuilder(CaseInsensitiveStringMap.empty());
    StructType columns = obsOnly ? withoutFeatures(schema(table)) : schema(table);
    ((SupportsPushDownRequiredColumns) builder).pruneColumns(columns);
    Batch batch = builder.build().toBatch();
    InputPartition[] partitions = batch.planInputPartitions();
    PartitionReaderFactory factory = batch.createReaderFactory();
    for (InputPartition partition : partitions) {
      try (PartitionReader<?> reader = factory.createReader(partition)) {
        while (reader.next()) {
          reader.get();
          rows++;
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e.getMessage(), e);
      }
    }
  }

  @SuppressWarnings("deprecation") // what replaces it needs Spark's own conversion to a schema
  private static StructType schema(Table table) {
    return table.schema();
  }

  private static StructType withoutFeatures(StructType schema) {
    StructType obs = new StructType();
    for (StructField field : schema.fields()) {
      obs = field.name().equals(H5adColumns.FEATURES) ? obs : obs.add(field);
    }
    return obs.add(H5adColumns.ROW, DataTypes.LongType, false);
  }
}
