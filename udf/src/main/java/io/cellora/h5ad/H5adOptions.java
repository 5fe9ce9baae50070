package io.cellora.h5ad;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cellora.h5ad.storage.Inflation;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The options of {@code spark.read().format("h5ad")}, their defaults and what they may be; keys are
 * not case-sensitive, unknown ones are refused.
 */
public final class H5adOptions implements Serializable {

  /** Which matrix: {@code auto} finds counts, else {@code X}, {@code raw/X} or a layer's name. */
  public static final String LAYER = "layer";

  /** Path of a file with a gene symbol a line; absent: the genes of the shards themselves. */
  public static final String GENE_ORDER = "geneOrder";

  /** Column of var that holds the symbols; {@code auto}: the one that shares most genes. */
  public static final String GENE_SYMBOL_COLUMN = "geneSymbolColumn";

  /** What features hold: {@code none} the stored values, {@code log1p10k} log1p(CP10k). */
  public static final String NORMALIZE = "normalize";

  /**
   * {@code true}: the stored values are log1p(CP10k) already and are used as they are, whatever
   * {@code normalize} says. Layer {@code auto} then means X.
   */
  public static final String NORMALIZED = "normalized";

  /** How many genes a shard must share with the gene order. */
  public static final String MIN_GENE_OVERLAP = "minGeneOverlap";

  /** How many cells a partition holds at most. */
  public static final String ROWS_PER_PARTITION = "rowsPerPartition";

  /** How many stored values of the matrix a partition should hold. */
  public static final String NONZEROS_PER_PARTITION = "nonzerosPerPartition";

  /**
   * {@code FAILFAST}: a bad shard is an error. {@code PERMISSIVE}: it is skipped from its first
   * error on, and reported in a row whose {@code _corrupt_shard} says why; cells of other
   * partitions of the shard, or before the error, stay.
   */
  public static final String MODE = "mode";

  /** {@code auto}, {@code isal} or {@code zlib}: what inflates gzip chunks. */
  public static final String INFLATER = "inflater";

  public static final String FAILFAST = "FAILFAST";
  public static final String PERMISSIVE = "PERMISSIVE";

  /** {@code true}: a folder's shards at any depth, as in Spark's own sources. */
  public static final String RECURSIVE_FILE_LOOKUP = "recursiveFileLookup";

  /**
   * {@code true}: each executor copies a remote shard to its own disk once and reads it there; for
   * stores that are slow to answer. Copies are deleted when the executor ends.
   */
  public static final String COPY_TO_LOCAL = "copyToLocal";

  /**
   * Which table: {@code cells}; {@code var} or {@code raw/var} the genes; {@code obsm/X_umap} and
   * its like, also of varm; {@code uns} its scalars.
   */
  public static final String PART = "part";

  public static final String CELLS = "cells";
  public static final String UNS = "uns";
  public static final String AUTO = "auto";
  public static final String NONE = "none";
  public static final String LOG1P10K = "log1p10k";
  public static final int DEFAULT_MIN_GENE_OVERLAP = 5000;
  public static final int DEFAULT_ROWS_PER_PARTITION = 1 << 17;
  public static final int DEFAULT_NONZEROS_PER_PARTITION = 1 << 23;

  /** A column of obs is small: its partitions are larger. */
  private static final int ROWS_PER_OBS_PARTITION = 1 << 20;

  // how Spark hands over what load(...) was given
  private static final String PATH = "path";
  private static final String PATHS = "paths";

  private static final List<String> KEYS =
      List.of(
          LAYER,
          GENE_ORDER,
          GENE_SYMBOL_COLUMN,
          NORMALIZE,
          NORMALIZED,
          MIN_GENE_OVERLAP,
          ROWS_PER_PARTITION,
          NONZEROS_PER_PARTITION,
          MODE,
          INFLATER,
          RECURSIVE_FILE_LOOKUP,
          COPY_TO_LOCAL,
          PART);

  private static final Pattern PARTS =
      Pattern.compile(CELLS + "|" + UNS + "|(raw/)?var|(obsm|varm)/[^/]+");

  // what follows a path in a catalog's table name; a question mark would be a glob's
  private static final Pattern SUFFIX = Pattern.compile("(.*)#([A-Za-z0-9]+=[^#]*)");

  private final TreeMap<String, String> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

  private H5adOptions(Map<String, String> values) {
    this.values.putAll(values);
  }

  /** Checks every key and value. */
  public static H5adOptions of(Map<String, String> values) {
    H5adOptions options = new H5adOptions(values);
    options.refuseUnknownKeys();
    options.paths();
    options.part();
    options.log1p10k();
    options.normalized();
    options.minGeneOverlap();
    options.rowsPerPartition();
    options.nonzerosPerPartition();
    options.permissive();
    options.inflater();
    options.depth();
    options.copyToLocal();
    return options;
  }

  /**
   * The path and the options in a table's name such as {@code /data/a.h5ad#part=var&layer=counts}.
   */
  static Map<String, String> ofName(String name) {
    Matcher suffix = SUFFIX.matcher(name);
    if (!suffix.matches()) {
      return Map.of(PATH, name);
    }
    Map<String, String> options = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (String option : suffix.group(2).split("&")) {
      int equals = option.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException(
            "Invalid h5ad option: " + option + " in " + name + ", expected key=value");
      }
      options.put(option.substring(0, equals), option.substring(equals + 1));
    }
    options.put(PATH, suffix.group(1));
    return options;
  }

  private void refuseUnknownKeys() {
    TreeMap<String, String> unknown = new TreeMap<>(values);
    Stream.concat(KEYS.stream(), Stream.of(PATH, PATHS)).forEach(unknown::remove);
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "Invalid h5ad option: " + unknown.firstKey() + ", expected one of " + KEYS);
    }
  }

  /** Files, folders and globs as the user wrote them. */
  List<String> paths() {
    List<String> paths = new ArrayList<>();
    if (values.containsKey(PATHS)) {
      paths.addAll(jsonList(values.get(PATHS)));
    }
    if (values.containsKey(PATH)) {
      paths.addAll(splitOutsideBraces(values.get(PATH)));
    }
    paths.removeIf(String::isBlank);
    if (paths.isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot read h5ad (no path): give load() files, folders or globs");
    }
    return paths;
  }

  String part() {
    String part = values.getOrDefault(PART, CELLS);
    if (!PARTS.matcher(part).matches()) {
      throw invalid(PART, "cells, var, raw/var, uns, obsm/NAME or varm/NAME");
    }
    return part;
  }

  String layer() {
    return values.getOrDefault(LAYER, AUTO);
  }

  Optional<String> geneOrder() {
    return Optional.ofNullable(values.get(GENE_ORDER)).filter(path -> !path.isBlank());
  }

  String geneSymbolColumn() {
    return values.getOrDefault(GENE_SYMBOL_COLUMN, AUTO);
  }

  /** Whether features are to be log1p(CP10k). */
  boolean log1p10k() {
    return oneOf(NORMALIZE, NONE, LOG1P10K).equalsIgnoreCase(LOG1P10K);
  }

  boolean normalized() {
    return oneOf(NORMALIZED, "false", "true").equalsIgnoreCase("true");
  }

  int minGeneOverlap() {
    return integer(MIN_GENE_OVERLAP, DEFAULT_MIN_GENE_OVERLAP, 0);
  }

  int rowsPerPartition() {
    return integer(ROWS_PER_PARTITION, DEFAULT_ROWS_PER_PARTITION, 1);
  }

  /** Rows of a partition of a query that reads no matrix. */
  int rowsPerObsPartition() {
    return values.containsKey(ROWS_PER_PARTITION) ? rowsPerPartition() : ROWS_PER_OBS_PARTITION;
  }

  int nonzerosPerPartition() {
    return integer(NONZEROS_PER_PARTITION, DEFAULT_NONZEROS_PER_PARTITION, 1);
  }

  boolean permissive() {
    return oneOf(MODE, FAILFAST, PERMISSIVE).equalsIgnoreCase(PERMISSIVE);
  }

  Inflation inflater() {
    try {
      return Inflation.of(values.getOrDefault(INFLATER, AUTO));
    } catch (IllegalArgumentException e) {
      throw invalid(INFLATER, "auto, isal or zlib");
    }
  }

  /** How deep folders are looked into. */
  ShardPaths.Depth depth() {
    boolean recursive = oneOf(RECURSIVE_FILE_LOOKUP, "false", "true").equalsIgnoreCase("true");
    return recursive ? ShardPaths.Depth.RECURSIVE : ShardPaths.Depth.FOLDER;
  }

  boolean copyToLocal() {
    return oneOf(COPY_TO_LOCAL, "false", "true").equalsIgnoreCase("true");
  }

  private String oneOf(String key, String otherwise, String alternative) {
    String value = values.getOrDefault(key, otherwise);
    if (!value.equalsIgnoreCase(otherwise) && !value.equalsIgnoreCase(alternative)) {
      throw invalid(key, otherwise + " or " + alternative);
    }
    return value;
  }

  private int integer(String key, int otherwise, int least) {
    try {
      int value = values.containsKey(key) ? Integer.parseInt(values.get(key).strip()) : otherwise;
      if (value >= least) {
        return value;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw invalid(key, "an integer of at least " + least);
  }

  private IllegalArgumentException invalid(String key, String expected) {
    return new IllegalArgumentException(
        "Invalid h5ad option " + key + ": " + values.get(key) + ", expected " + expected);
  }

  private static List<String> jsonList(String json) {
    try {
      return List.of(new ObjectMapper().readValue(json, String[].class));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("Invalid h5ad paths: " + json + ", expected a list", e);
    }
  }

  /** Commas separate paths, except inside the braces of a glob. */
  private static List<String> splitOutsideBraces(String paths) {
    List<String> split = new ArrayList<>();
    int depth = 0;
    int start = 0;
    for (int i = 0; i < paths.length(); i++) {
      char c = paths.charAt(i);
      depth += c == '{' ? 1 : c == '}' ? -1 : 0;
      if (c == ',' && depth == 0) {
        split.add(paths.substring(start, i).strip());
        start = i + 1;
      }
    }
    split.add(paths.substring(start).strip());
    return split;
  }

  @Override
  public String toString() {
    return values.entrySet().stream()
        .map(e -> e.getKey() + "=" + e.getValue())
        .collect(Collectors.joining(", "));
  }
}
