package io.cellora.h5ad;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.connector.read.SupportsPushDownRequiredColumns;
import org.apache.spark.sql.execution.datasources.PartitionedFile;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import scala.collection.Iterator;
import scala.runtime.AbstractFunction1;

/** Reads the planned partitions of a table by the byte ranges into which Spark cuts its files. */
final class FileReader extends AbstractFunction1<PartitionedFile, Iterator<InternalRow>>
    implements Serializable {

  private final PartitionReaderFactory factory;
  private final Map<String, List<InputPartition>> partitions;

  private FileReader(PartitionReaderFactory factory, Map<String, List<InputPartition>> partitions) {
    this.factory = factory;
    this.partitions = partitions;
  }

  static FileReader of(SupportsRead table, StructType required) {
    ScanBuilder builder = table.newScanBuilder(CaseInsensitiveStringMap.empty());
    ((SupportsPushDownRequiredColumns) builder).pruneColumns(required);
    Batch batch = builder.build().toBatch();
    Map<String, List<InputPartition>> partitions = new HashMap<>();
    for (InputPartition partition : batch.planInputPartitions()) {
      partitions.computeIfAbsent(path(table, partition), p -> new ArrayList<>()).add(partition);
    }
    return new FileReader(batch.createReaderFactory(), partitions);
  }

  private static String path(SupportsRead table, InputPartition partition) {
    return table instanceof PartTable part
        ? part.source().path((PartSplit) partition)
        : ((H5adTable) table).shards().get(((H5adInputPartition) partition).shard()).path();
  }

  @Override
  public Iterator<InternalRow> apply(PartitionedFile file) {
    List<InputPartition> all = partitions.getOrDefault(file.toPath().toString(), List.of());
    return new PartitionRows(factory, within(all, file.start(), file.length(), file.fileSize()));
  }

  /**
   * Those of {@code n} partitions whose share of the file begins in a byte range: ranges that cover
   * the file give each partition once.
   */
  static <T> List<T> within(List<T> partitions, long start, long length, long size) {
    List<T> chosen = new ArrayList<>();
    for (int i = 0; i < partitions.size(); i++) {
      long begin = (long) ((double) size * i / partitions.size());
      if (begin >= start && begin < start + length) {
        chosen.add(partitions.get(i));
      }
    }
    return chosen;
  }
}
