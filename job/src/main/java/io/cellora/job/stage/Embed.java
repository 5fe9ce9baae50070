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
    long seed = run.settings().train().seeds().get(0);
    write(
        List.of(new Entry(List.of(lit(Arms.BASELINE), lit((int) seed)), Arm.BASE)),
        Columns.EMBEDDINGS_TABLE,
        lit(true));
  }

  /** Embeds every cell with each adapter on, as it was read back. */
  void adapted(List<Tuned> tuned) {
    adapted(tuned, Columns.EMBEDDINGS_TABLE, lit(true));
  }

  /** The same for some cells, into a table of another name. */
  void adapted(List<Tuned> tuned, String table, Column which) {
    run.begin("Embedding cells with the adapters on");
    List<Broadcast<LoraWeights>> broadcasts = new ArrayList<>();
    try {
      List<Entry> entries = new ArrayList<>();
      for (Tuned one : tuned) {
        Broadcast<LoraWeights> broadcast = run.context().broadcast(one.reloaded());
        broadcasts.add(broadcast);
        TrainingUnit unit = one.unit();
        entries.add(
            new Entry(
                List.of(lit(unit.arm()), lit((int) unit.seed())),
                Arm.adapted(unit.path(), broadcast)));
      }
      write(entries, table, which);
    } finally {
      broadcasts.forEach(Broadcast::destroy);
    }
  }

  private void write(List<Entry> arms, String table, Column which) {
    Dataset<Row> cells =
        run.read(Columns.CELLS_TABLE)
            .filter(which)
            .select(
                col(Columns.CELL_ID),
                col(Columns.SHARD),
                col(Columns.ROW),
                col(Columns.SPLIT),
                col(Columns.LABEL),
                col(Columns.DONOR),
                col(Columns.FEATURES));
    run.append(table, embeddings(cells, model, List.of(Columns.ARM, Columns.SEED), arms));
  }

  /**
   * A row for each cell and arm: the cell's columns, with the arm's name and its embedding (array
   * of float) in the place of the features.
   *
   * @param arms by the name that stands in the table
   */
  static Dataset<Row> embeddings(Dataset<Row> cells, Model model, Map<String, Arm> arms) {
    List<Entry> entries =
        arms.entrySet().stream()
            .map(arm -> new Entry(List.of(lit(arm.getKey())), arm.getValue()))
            .toList();
    return embeddings(cells, model, List.of(Columns.ARM), entries);
  }

  /** An arm, with the constants that stand in its rows. */
  private record Entry(List<Column> constants, Arm arm) {

    Column row(List<String> names, String embedding) {
      List<Column> row = new ArrayList<>();
      for (int i = 0; i < names.size(); i++) {
        row.add(constants.get(i).as(names.get(i)));
      }
      row.add(col(embedding).as(Columns.EMBEDDING));
      return struct(row.toArray(new Column[0]));
    }
  }

  private static Dataset<Row> embeddings(
      Dataset<Row> cells, Model model, List<String> names, List<Entry> arms) {
    Map<String, Arm> columns = new LinkedHashMap<>();
    List<Column> entries = new ArrayList<>();
    for (Entry entry : arms) {
      String column = "_embedding_" + columns.size();
      columns.put(column, entry.arm());
      entries.add(entry.row(names, column));
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
