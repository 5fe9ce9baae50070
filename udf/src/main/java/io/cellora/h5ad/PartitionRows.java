package io.cellora.h5ad;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.util.TaskCompletionListener;
import scala.collection.AbstractIterator;

/** The rows of partitions one after the other; one is open at a time, none when the task ends. */
final class PartitionRows extends AbstractIterator<InternalRow> implements TaskCompletionListener {

  private final PartitionReaderFactory factory;
  private final Iterator<InputPartition> partitions;
  private PartitionReader<InternalRow> reader;
  private boolean ready;

  PartitionRows(PartitionReaderFactory factory, List<InputPartition> partitions) {
    this.factory = factory;
    this.partitions = partitions.iterator();
    TaskContext.get().addTaskCompletionListener(this);
  }

  @Override
  public boolean hasNext() {
    try {
      while (!ready && (reader != null || partitions.hasNext())) {
        if (reader == null) {
          reader = factory.createReader(partitions.next());
        }
        ready = reader.next();
        if (!ready) {
          close();
        }
      }
      return ready;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public InternalRow next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    ready = false;
    return reader.get();
  }

  @Override
  public void onTaskCompletion(TaskContext context) {
    try {
      close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void close() throws IOException {
    if (reader != null) {
      reader.close();
      reader = null;
    }
  }
}
