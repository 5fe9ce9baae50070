package io.cellora.h5ad;

import org.apache.spark.sql.connector.metric.CustomMetric;
import org.apache.spark.sql.connector.metric.CustomSumMetric;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;

/** What a scan shows in Spark's SQL tab: how much it asked from the store and decoded. */
public final class H5adMetrics {

  static final String BYTES_READ = "h5adBytesRead";
  static final String REQUESTS = "h5adRequests";
  static final String CHUNKS = "h5adChunks";

  private H5adMetrics() {}

  /** Those that a scan announces. */
  static CustomMetric[] announced() {
    return new CustomMetric[] {new BytesRead(), new Requests(), new Chunks()};
  }

  /** What a task's file has come to so far. */
  static CustomTaskMetric[] of(H5adFile file) {
    return new CustomTaskMetric[] {
      new Value(BYTES_READ, file.channel().bytesRead()),
      new Value(REQUESTS, file.channel().requests()),
      new Value(CHUNKS, file.decodedChunks())
    };
  }

  /** Sum over tasks; Spark makes one by its name. */
  public static final class BytesRead extends CustomSumMetric {
    @Override
    public String name() {
      return BYTES_READ;
    }

    @Override
    public String description() {
      return "bytes read from the store";
    }
  }

  /** Sum over tasks; Spark makes one by its name. */
  public static final class Requests extends CustomSumMetric {
    @Override
    public String name() {
      return REQUESTS;
    }

    @Override
    public String description() {
      return "requests to the store";
    }
  }

  /** Sum over tasks; Spark makes one by its name. */
  public static final class Chunks extends CustomSumMetric {
    @Override
    public String name() {
      return CHUNKS;
    }

    @Override
    public String description() {
      return "chunks decoded";
    }
  }

  private record Value(String name, long value) implements CustomTaskMetric {}
}
