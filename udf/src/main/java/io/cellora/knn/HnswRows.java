package io.cellora.knn;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.util.SerializableConfiguration;
import org.apache.spark.util.TaskCompletionListener;

/**
 * Reads a part of an hnswlib index, element by element, to rows (row, embedding); runs on
 * executors.
 */
record HnswRows(String file, HnswHeader header, SerializableConfiguration hadoop)
    implements FlatMapFunction<HnswRows.Part, Row> {

  /** Elements from the first to before the end. */
  record Part(long first, long end) implements java.io.Serializable {}

  @Override
  public Iterator<Row> call(Part part) throws IOException {
    Path path = new Path(file);
    FSDataInputStream in = path.getFileSystem(hadoop.value()).open(path);
    TaskContext.get().addTaskCompletionListener(new Close(in));
    in.seek(header.position(part.first()));
    return new Elements(in, part);
  }

  private final class Elements implements Iterator<Row> {
    private final FSDataInputStream in;
    private final byte[] element = new byte[(int) header.elementBytes()];
    private long left;
    private Row ahead;

    Elements(FSDataInputStream in, Part part) {
      this.in = in;
      this.left = part.end() - part.first();
    }

    @Override
    public boolean hasNext() {
      while (ahead == null && left > 0) {
        left--;
        read();
      }
      return ahead != null;
    }

    private void read() {
      try {
        in.readFully(element);
      } catch (IOException e) {
        throw new UncheckedIOException(
            "Cannot read hnswlib index (" + e.getMessage() + "): " + file, e);
      }
      if (!HnswHeader.deleted(element)) {
        ahead = RowFactory.create(header.label(element), header.vector(element));
      }
    }

    @Override
    public Row next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      Row row = ahead;
      ahead = null;
      return row;
    }
  }

  private record Close(FSDataInputStream in) implements TaskCompletionListener {
    @Override
    public void onTaskCompletion(TaskContext task) {
      try {
        in.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
