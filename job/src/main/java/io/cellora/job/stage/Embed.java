package io.cellora.job.stage;

import static org.apache.spark.ml.functions.array_to_vector;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.inline;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;

import io.cellora.encoder.Arm;
import io.cellora.encoder.EmbeddingForms;
import io.cellora.encoder.EncoderFrames;
import io.cellora.job.config.Columns;
import io.cellora.weights.LoraWeights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The cells table to the embeddings table; all arms that are asked for share one pass. */
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
    write(Map.of(Arms.BASELINE, Arm.BASE));
  }

  /** Embeds every cell with an adapter on. */
  void adapted(String arm, LoraWeights adapter) {
    run.begin("Embedding cells with the adapter on");
    Broadcast<LoraWeights> broadcast = run.context().broadcast(adapter);
    try {
      write(Map.of(arm, Arm.adapted(arm, broadcast)));
    } finally {
      broadcast.destroy();
    }
  }

  private void write(Map<String, Arm> arms) {
    Dataset<Row> cells =
        run.read(Columns.CELLS_TABLE)
            .select(
                col(Columns.CELL_ID),
                col(Columns.SHARD),
                col(Columns.ROW),
                col(Columns.SPLIT),
                col(Columns.LABEL),
                lit((int) run.settings().train().seed()).as(Columns.SEED),
                col(Columns.FEATURES));
    run.append(Columns.EMBEDDINGS_TABLE, embeddings(cells, model, arms));
  }

  /**
   * A row for each cell and arm: the cell's columns, with the arm's name and its embedding (array
   * of float) in the place of the features.
   *
   * @param arms by the name that stands in the table
   */
  static Dataset<Row> embeddings(Dataset<Row> cells, Model model, Map<String, Arm> arms) {
    Map<String, Arm> columns = new LinkedHashMap<>();
    List<Column> entries = new ArrayList<>();
    for (Map.Entry<String, Arm> arm : arms.entrySet()) {
      String column = "_embedding_" + columns.size();
      columns.put(column, arm.getValue());
      entries.add(struct(lit(arm.getKey()).as(Columns.ARM), col(column).as(Columns.EMBEDDING)));
    }
    List<Column> output = new ArrayList<>();
    Arrays.stream(cells.columns())
        .filter(name -> !name.equals(Columns.FEATURES))
        .forEach(name -> output.add(col(name)));
    output.add(inline(array(entries.toArray(new Column[0]))));
    return EncoderFrames.encode(
            cells, model.encoder(), Columns.FEATURES, columns, EmbeddingForms.ARRAY)
        .select(output.toArray(new Column[0]));
  }

  /** An arm's embeddings as vectors. */
  static Dataset<Row> vectors(RunContext run, String arm) {
    return run.read(Columns.EMBEDDINGS_TABLE)
        .filter(col(Columns.ARM).equalTo(arm))
        .withColumn(Columns.EMBEDDING, array_to_vector(col(Columns.EMBEDDING)));
  }
}
