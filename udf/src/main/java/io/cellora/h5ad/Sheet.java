package io.cellora.h5ad;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import org.apache.spark.sql.Row;

/** A form of file that holds what is known about the cells of a shard. */
interface Sheet extends Serializable {

  /** The name of the file that a row belongs to. */
  String file(String shard, long row);

  /** Begins a file; closing the writer completes it and leaves the stream open. */
  Writer begin(OutputStream out) throws IOException;

  /** Takes the rows of a file in their order. */
  interface Writer extends Closeable {
    void add(Row row) throws IOException;
  }
}
