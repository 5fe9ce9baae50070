package io.cellora.h5ad;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.Job;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.execution.datasources.FileFormat;
import org.apache.spark.sql.execution.datasources.OutputWriterFactory;
import org.apache.spark.sql.execution.datasources.PartitionedFile;
import org.apache.spark.sql.sources.Filter;
import org.apache.spark.sql.types.StructType;
import scala.Function1;
import scala.Option;
import scala.Tuple2;
import scala.collection.Iterator;

/**
 * The same tables for what knows no DataSource V2: {@code CREATE TEMPORARY VIEW ... USING h5ad},
 * and {@code h5ad.`path`} where Spark has not asked for {@link H5adExtensions}, as PySpark 3.5 does
 * not. Columns are pruned, nothing else is pushed down.
 *
 * <p>Scala 2.12 and 2.13 mean two classes by {@code Seq}: each method that has one is there for
 * both, which is why neither can say that it overrides.
 */
abstract class H5adFileFormat implements FileFormat {

  private static final String SUFFIX = ".h5ad";

  abstract Table infer(Map<String, String> options, SparkSession session);

  /** The table that was inferred if it has that schema, else one that is made to. */
  abstract Table table(Map<String, String> options, SparkSession session, StructType schema);

  public Option<StructType> inferSchema(
      SparkSession session,
      scala.collection.immutable.Map<String, String> options,
      scala.collection.Seq<FileStatus> files) {
    return schema(session, options, files.iterator());
  }

  public Option<StructType> inferSchema(
      SparkSession session,
      scala.collection.immutable.Map<String, String> options,
      scala.collection.immutable.Seq<FileStatus> files) {
    return schema(session, options, files.iterator());
  }

  @SuppressWarnings("deprecation") // what replaces it needs Spark's own conversion to a schema
  private Option<StructType> schema(
      SparkSession session,
      scala.collection.immutable.Map<String, String> options,
      Iterator<FileStatus> files) {
    List<String> all = new ArrayList<>();
    while (files.hasNext()) {
      all.add(files.next().getPath().toString());
    }
    List<String> shards = all.stream().filter(path -> path.endsWith(SUFFIX)).toList();
    Map<String, String> properties = copy(options);
    properties.remove("path");
    properties.put("paths", json(shards.isEmpty() ? all : shards));
    return Option.apply(infer(properties, session).schema());
  }

  private static String json(List<String> paths) {
    try {
      return new ObjectMapper().writeValueAsString(paths);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write paths as JSON: " + paths, e);
    }
  }

  static Map<String, String> copy(scala.collection.immutable.Map<String, String> scalaOptions) {
    Map<String, String> options = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (Iterator<Tuple2<String, String>> i = scalaOptions.iterator(); i.hasNext(); ) {
      Tuple2<String, String> option = i.next();
      options.put(option._1(), option._2());
    }
    return options;
  }

  @Override
  public boolean isSplitable(
      SparkSession session, scala.collection.immutable.Map<String, String> options, Path path) {
    return true;
  }

  public Function1<PartitionedFile, Iterator<InternalRow>> buildReader(
      SparkSession session,
      StructType dataSchema,
      StructType partitionSchema,
      StructType requiredSchema,
      scala.collection.Seq<Filter> filters,
      scala.collection.immutable.Map<String, String> options,
      Configuration conf) {
    return reader(session, dataSchema, requiredSchema, options);
  }

  public Function1<PartitionedFile, Iterator<InternalRow>> buildReader(
      SparkSession session,
      StructType dataSchema,
      StructType partitionSchema,
      StructType requiredSchema,
      scala.collection.immutable.Seq<Filter> filters,
      scala.collection.immutable.Map<String, String> options,
      Configuration conf) {
    return reader(session, dataSchema, requiredSchema, options);
  }

  private Function1<PartitionedFile, Iterator<InternalRow>> reader(
      SparkSession session,
      StructType schema,
      StructType required,
      scala.collection.immutable.Map<String, String> options) {
    return FileReader.of((SupportsRead) table(copy(options), session, schema), required);
  }

  @Override
  public OutputWriterFactory prepareWrite(
      SparkSession session,
      Job job,
      scala.collection.immutable.Map<String, String> options,
      StructType schema) {
    throw new UnsupportedOperationException(
        "Cannot write h5ad (Spark reads it, no more): write Parquet, or h5ad with anndata");
  }
}
