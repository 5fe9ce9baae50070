package io.cellora.knn;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
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
          .add("label", DataTypes.StringType, false);

  private LabelledKnn() {}

  /**
   * The rows (row, embedding, label) that are not marked as deleted.
   *
   * @param folder with both files, on any Hadoop path
   */
  public static Dataset<Row> read(SparkSession spark, String folder) {
    Path index = new Path(folder, INDEX);
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    try {
      FileSystem files = index.getFileSystem(hadoop);
      try (FSDataInputStream in = files.open(index)) {
        HnswHeader header =
            HnswHeader.read(in, index.toString(), files.getFileStatus(index).getLen());
        return vectors(spark, index, header).join(types(spark, folder, header), "row");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot read hnswlib index (" + e.getMessage() + "): " + index, e);
    }
  }

  private static Dataset<Row> vectors(SparkSession spark, Path index, HnswHeader header) {
    long each = Math.max(1, PART_BYTES / header.elementBytes());
    List<HnswRows.Part> parts = new ArrayList<>();
    for (long first = 0; first < header.elements(); first += each) {
      parts.add(new HnswRows.Part(first, Math.min(first + each, header.elements())));
    }
    SerializableConfiguration hadoop =
        new SerializableConfiguration(spark.sparkContext().hadoopConfiguration());
    return spark.createDataFrame(
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .parallelize(parts, Math.max(1, parts.size()))
            .flatMap(new HnswRows(index.toString(), header, hadoop)),
        VECTORS);
  }

  /** A line's position is the row that it describes. */
  private static Dataset<Row> types(SparkSession spark, String folder, HnswHeader header) {
    String file = new Path(folder, LABELS).toString();
    JavaRDD<String> lines = JavaSparkContext.fromSparkContext(spark.sparkContext()).textFile(file);
    long count = lines.count();
    if (count < header.elements()) {
      throw new IllegalArgumentException(
          "Cannot label the vectors of %s (there are %,d, and %,d lines): %s"
              .formatted(INDEX, header.elements(), count, file));
    }
    return spark.createDataFrame(lines.zipWithIndex().map(new Type()), TYPES);
  }

  /** As upstream reads a line: stripped, then what stands before the first tab. */
  private record Type() implements Function<Tuple2<String, Long>, Row> {
    @Override
    public Row call(Tuple2<String, Long> line) {
      return RowFactory.create(line._2(), line._1().strip().split("\t", 2)[0]);
    }
  }
}
