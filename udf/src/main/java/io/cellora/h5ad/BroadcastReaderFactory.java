package io.cellora.h5ad;

import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;

/**
 * A reader factory that each executor gets once: what it holds grows with the files, and would
 * otherwise travel, and be read again, with every task. Spark frees it with the query, which has no
 * end that a source is told of.
 */
record BroadcastReaderFactory(Broadcast<PartitionReaderFactory> factory)
    implements PartitionReaderFactory {

  /** Broadcast by the session that plans; as it is where there is none. */
  static PartitionReaderFactory of(PartitionReaderFactory factory) {
    if (SparkSession.getActiveSession().isEmpty()) {
      return factory;
    }
    SparkSession session = SparkSession.getActiveSession().get();
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(session.sparkContext());
    return new BroadcastReaderFactory(spark.broadcast(factory));
  }

  @Override
  public PartitionReader<InternalRow> createReader(InputPartition partition) {
    return factory.value().createReader(partition);
  }
}
