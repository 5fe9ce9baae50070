package io.cellora.encoder;

import io.cellora.weights.LoraWeights;
import java.util.Iterator;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;

/** Adds an embedding to each row of a partition, a batch at a time; runs on executors. */
final class EncodeRows implements MapPartitionsFunction<Row, Row> {

  private final EncoderReference encoder;
  private final Broadcast<LoraWeights> adapter;
  private final int inputIndex;
  private final int batchSize;

  /**
   * @param adapter null for the frozen encoder alone
   * @param inputIndex position of the features vector in a row
   */
  EncodeRows(
      EncoderReference encoder, Broadcast<LoraWeights> adapter, int inputIndex, int batchSize) {
    this.encoder = encoder;
    this.adapter = adapter;
    this.inputIndex = inputIndex;
    this.batchSize = batchSize;
  }

  @Override
  public Iterator<Row> call(Iterator<Row> rows) {
    if (!rows.hasNext()) {
      return rows;
    }
    LoraWeights lora = adapter == null ? null : adapter.value();
    EncodedRows encoded = new EncodedRows(rows, encoder.acquire(), lora, inputIndex, batchSize);
    TaskContext task = TaskContext.get();
    if (task != null) {
      task.addTaskCompletionListener(new CloseWithTask(encoded));
    }
    return encoded;
  }

  /** Frees what an iterator holds when its task ends, also if it is abandoned early. */
  private record CloseWithTask(EncodedRows rows)
      implements org.apache.spark.util.TaskCompletionListener {
    @Override
    public void onTaskCompletion(TaskContext context) {
      rows.close();
    }
  }
}
