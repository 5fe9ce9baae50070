package io.cellora.job.stage;

import static org.apache.spark.ml.functions.array_to_vector;
import static org.apache.spark.ml.functions.vector_to_array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.cellora.encoder.EncoderFrames;
import io.cellora.job.config.Columns;
import io.cellora.weights.LoraWeights;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The cells table to the embeddings table, an arm at a time. */
final class Embed {

  private final RunContext run;
  private final Model model;

  Embed(RunContext run, Model model) {
    this.run = run;
    this.model = model;
  }

  /** Embeds every cell with the frozen encoder. */
  void base() {
    run.begin("Embedding cells with the frozen encoder");
    write(Arms.BASELINE, null);
  }

  /** Embeds every cell with an adapter on. */
  void adapted(String arm, LoraWeights adapter) {
    run.begin("Embedding cells with the adapter on");
    Broadcast<LoraWeights> broadcast = run.context().broadcast(adapter);
    try {
      write(arm, broadcast);
    } finally {
      broadcast.destroy();
    }
  }

  private void write(String arm, Broadcast<LoraWeights> adapter) {
    Dataset<Row> cells =
        run.read(Columns.CELLS_TABLE)
            .select(
                col(Columns.CELL_ID),
                col(Columns.SHARD),
                col(Columns.ROW),
                col(Columns.SPLIT),
                col(Columns.LABEL),
                lit(arm).as(Columns.ARM),
                lit((int) run.settings().train().seed()).as(Columns.SEED),
                col(Columns.FEATURES));
    run.append(
        Columns.EMBEDDINGS_TABLE,
        embeddings(cells, model, adapter, run.settings().encoder().batchSize()));
  }

  /** The cells with an embedding (array of float) in the place of their features. */
  static Dataset<Row> embeddings(
      Dataset<Row> cells, Model model, Broadcast<LoraWeights> adapter, int batchSize) {
    return EncoderFrames.encode(
            cells, model.encoder(), adapter, Columns.FEATURES, Columns.EMBEDDING, batchSize)
        .drop(Columns.FEATURES)
        .withColumn(Columns.EMBEDDING, vector_to_array(col(Columns.EMBEDDING), "float32"));
  }

  /** An arm's embeddings as vectors. */
  static Dataset<Row> vectors(RunContext run, String arm) {
    return run.read(Columns.EMBEDDINGS_TABLE)
        .filter(col(Columns.ARM).equalTo(arm))
        .withColumn(Columns.EMBEDDING, array_to_vector(col(Columns.EMBEDDING)));
  }
}
