package io.cellora.knn;

import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;
import org.apache.spark.sql.Row;

/** The rows of batches, one batch worked on at a time. */
final class Flattened implements Iterator<Row> {

  private final Iterator<QueryBatch> batches;
  private final Function<QueryBatch, List<Row>> work;
  private Iterator<Row> ready = Collections.emptyIterator();

  Flattened(Iterator<QueryBatch> batches, Function<QueryBatch, List<Row>> work) {
    this.batches = batches;
    this.work = work;
  }

  @Override
  public boolean hasNext() {
    while (!ready.hasNext() && batches.hasNext()) {
      ready = work.apply(batches.next()).iterator();
    }
    return ready.hasNext();
  }

  @Override
  public Row next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return ready.next();
  }
}
