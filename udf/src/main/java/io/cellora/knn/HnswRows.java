package io.cellora.knn;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.Serializable;
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
 *
 * @param labels an element's label is below it
 */
record HnswRows(String file, HnswHeader header, long labels, SerializableConfiguration hadoop)
    implements FlatMapFunction<HnswRows.Part, Row> {

  private static final int BUFFER_BYTES = 1 << 20;

  /** Elements from the first to before the end. */
  record Part(long first, long end) implements Serializable {}

  @Override
  public Iterator<Row> call(Part part) throws IOException {
    Path path = new Path(file);
    FSDataInputStream in = path.getFileSystem(hadoop.value()).open(path);
    TaskContext.get().addTaskCompletionListener(new Close(in));
    in.seek(header.position(part.first()));
    return new Elements(new DataInputStream(new BufferedInputStream(in, BUFFER_BYTES)), part);
  }

  private Row row(byte[] element, long position) {
    long label = header.label(element);
    if (label < 0 || label >= labels) {
      throw HnswHeader.unreadable(
          "element %,d is of line %s of %s, which has %,d"
              .formatted(position, Long.toUnsignedString(label), LabelledKnn.LABELS, labels),
          file);
    }
    float[] vector = header.vector(element);
    for (float value : vector) {
      if (!Float.isFinite(value)) {
        throw HnswHeader.unreadable(
            "element %,d holds %s, expected finite numbers".formatted(position, value), file);
      }
    }
    return RowFactory.create(label, vector);
  }

  private final class Elements implements Iterator<Row> {
    private final DataInputStream in;
    private final byte[] element = new byte[(int) header.elementBytes()];
    private final long end;
    private long position;
    private Row ahead;

    Elements(DataInputStream in, Part part) {
      this.in = in;
      this.position = part.first();
      this.end = part.end();
    }

    @Override
    public boolean hasNext() {
      while (ahead == null && position < end) {
        read();
        if (!HnswHeader.deleted(element)) {
          ahead = row(element, position);
        }
        position++;
      }
      return ahead != null;
    }

    private void read() {
      try {
        in.readFully(element);
      } catch (IOException e) {
        String why = e instanceof EOFException ? "it ends" : e.getMessage();
        throw new UncheckedIOException(
            "Cannot read hnswlib index (%s at element %,d): %s".formatted(why, position, file), e);
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

  private record Close(Closeable in) implements TaskCompletionListener {
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
