package io.cellora.encoder;

import io.cellora.torch.NativeScope;
import io.cellora.weights.LoraWeights;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * Rows with their embedding behind the last column; a row without features gets null. Holds a lease
 * on the encoder until the rows end or it is closed.
 */
final class EncodedRows implements Iterator<Row>, AutoCloseable {

  private final Iterator<Row> rows;
  private final EncoderCache.Lease lease;
  private final NativeScope scope;
  private final AdapterTensors adapter;
  private final int inputIndex;
  private final int batchSize;
  private final SparseBatch batch;
  private final Queue<Row> ready = new ArrayDeque<>();
  private boolean closed;

  EncodedRows(
      Iterator<Row> rows,
      EncoderCache.Lease lease,
      LoraWeights lora,
      int inputIndex,
      int batchSize) {
    this.rows = rows;
    this.lease = lease;
    this.scope = lease.encoder().newScope();
    this.adapter =
        lora == null
            ? AdapterTensors.none(scope, lease.encoder().weights())
            : AdapterTensors.of(scope, lease.encoder().weights(), lora);
    this.inputIndex = inputIndex;
    this.batchSize = batchSize;
    this.batch = new SparseBatch(lease.encoder().weights().inputSize());
  }

  @Override
  public boolean hasNext() {
    if (ready.isEmpty() && rows.hasNext()) {
      fill();
    }
    if (ready.isEmpty()) {
      close();
    }
    return !ready.isEmpty();
  }

  @Override
  public Row next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return ready.remove();
  }

  private void fill() {
    List<Row> taken = new ArrayList<>(batchSize);
    batch.clear();
    while (rows.hasNext() && taken.size() < batchSize) {
      Row row = rows.next();
      taken.add(row);
      if (!row.isNullAt(inputIndex)) {
        batch.add(row.<Vector>getAs(inputIndex));
      }
    }
    float[] embeddings = batch.size() == 0 ? new float[0] : lease.encoder().encode(batch, adapter);
    int width = batch.size() == 0 ? 0 : embeddings.length / batch.size();
    int position = 0;
    for (Row row : taken) {
      boolean empty = row.isNullAt(inputIndex);
      ready.add(append(row, empty ? null : vector(embeddings, position, width)));
      position += empty ? 0 : width;
    }
  }

  private static Vector vector(float[] values, int from, int width) {
    double[] wide = new double[width];
    for (int i = 0; i < width; i++) {
      wide[i] = values[from + i];
    }
    return Vectors.dense(wide);
  }

  private static Row append(Row row, Vector embedding) {
    Object[] values = new Object[row.size() + 1];
    for (int i = 0; i < row.size(); i++) {
      values[i] = row.get(i);
    }
    values[row.size()] = embedding;
    return RowFactory.create(values);
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      scope.close();
      lease.close();
    }
  }
}
