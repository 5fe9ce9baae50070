package io.cellora.knn;

import static org.apache.spark.sql.functions.col;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;
import scala.Tuple2;

/**
 * The reference that comes with a SCimilarity model: an hnswlib index of unit vectors, and a file
 * with the type of each. Read as a table on the executors; the index is not searched but its
 * vectors are.
 */
public final class LabelledKnn {

  public static final String INDEX = "labelled_kNN.bin";
  public static final String LABELS = "reference_labels.tsv";

  /** Of the index in one task. */
  private static final long PART_BYTES = 32L << 20;

  private static final StructType VECTORS =
      new StructType()
          .add("row", DataTypes.LongType, false)
          .add("embedding", DataTypes.createArrayType(DataTypes.FloatType, false), false);

  private static final StructType TYPES =
      new StructType()
          .add("row", DataTypes.LongType, false)
          .add("label", DataTypes.StringType, false)
          .add("study", DataTypes.StringType);

  /** In the folder itself, or where a SCimilarity model has it. */
  private static final List<String> FOLDERS = List.of(".", "annotation");

  private LabelledKnn() {}

  /**
   * The reference in a folder, which may be a whole model's; none if there is no index.
   *
   * @param path any Hadoop path
   */
  public static Optional<Dataset<Row>> find(SparkSession spark, String path) {
    try {
      FileSystem files = new Path(path).getFileSystem(spark.sparkContext().hadoopConfiguration());
      for (String place : FOLDERS) {
        Path folder = new Path(path, place);
        if (files.exists(new Path(folder, INDEX))) {
          return Optional.of(read(spark, folder.toString()));
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot look for hnswlib index (" + e.getMessage() + "): " + path, e);
    }
  }

  /**
   * The rows (row, cell_id, label, study, embedding) that are not marked as deleted; row is the
   * line of the types, and cell_id names it.
   *
   * @param folder with both files, on any Hadoop path
   */
  public static Dataset<Row> read(SparkSession spark, String folder) {
    return read(spark, folder, PART_BYTES);
  }

  static Dataset<Row> read(SparkSession spark, String folder, long partBytes) {
    Path index = new Path(folder, INDEX);
    HnswHeader header = header(spark, index);
    Path types = new Path(folder, LABELS);
    JavaRDD<String> lines = context(spark).textFile(types.toString());
    long count = lines(spark, types, lines);
    if (count < header.elements()) {
      throw unlabelled("there are %,d, and %,d lines".formatted(header.elements(), count), types);
    }
    HnswRows rows =
        new HnswRows(
            index.toString(),
            header,
            count,
            new SerializableConfiguration(spark.sparkContext().hadoopConfiguration()));
    Column row = col("row");
    return spark
        .createDataFrame(parts(spark, header, partBytes).flatMap(rows), VECTORS)
        .join(spark.createDataFrame(lines.zipWithIndex().map(new Type()), TYPES), "row")
        .select(
            row,
            row.cast("string").as(EmbeddingColumn.ID),
            col("label"),
            col("study"),
            col("embedding"));
  }

  private static HnswHeader header(SparkSession spark, Path index) {
    try {
      FileSystem files = index.getFileSystem(spark.sparkContext().hadoopConfiguration());
      try (FSDataInputStream in = files.open(index)) {
        return HnswHeader.read(in, index.toString(), files.getFileStatus(index).getLen());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot read hnswlib index (" + e.getMessage() + "): " + index, e);
    }
  }

  private static JavaRDD<HnswRows.Part> parts(
      SparkSession spark, HnswHeader header, long partBytes) {
    long each = Math.max(1, partBytes / header.elementBytes());
    List<HnswRows.Part> parts = new ArrayList<>();
    for (long first = 0; first < header.elements(); first += each) {
      parts.add(new HnswRows.Part(first, Math.min(first + each, header.elements())));
    }
    return context(spark).parallelize(parts, parts.size());
  }

  private static long lines(SparkSession spark, Path types, JavaRDD<String> lines) {
    try {
      FileSystem files = types.getFileSystem(spark.sparkContext().hadoopConfiguration());
      if (!files.exists(types)) {
        throw unlabelled("no such file", types);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read types (" + e.getMessage() + "): " + types, e);
    }
    return lines.count();
  }

  private static IllegalArgumentException unlabelled(String why, Path types) {
    return new IllegalArgumentException(
        "Cannot label the vectors of %s (%s): %s".formatted(INDEX, why, types));
  }

  private static JavaSparkContext context(SparkSession spark) {
    return JavaSparkContext.fromSparkContext(spark.sparkContext());
  }

  /** As upstream reads a line: stripped, then the type, and behind a tab the study. */
  private record Type() implements Function<Tuple2<String, Long>, Row> {
    @Override
    public Row call(Tuple2<String, Long> line) {
      String[] tokens = line._1().strip().split("\t", -1);
      return RowFactory.create(line._2(), tokens[0], tokens.length > 1 ? tokens[1] : null);
    }
  }
}
