package io.cellora.job.stage;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;

import io.cellora.encoder.Arm;
import io.cellora.encoder.EmbeddingForms;
import io.cellora.encoder.EncoderFrames;
import io.cellora.job.config.Columns;
import io.cellora.job.config.EvaluateSettings;
import io.cellora.job.eval.ForgettingCurves;
import io.cellora.quality.ArmMeasures;
import io.cellora.weights.LoraWeights;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The table source_cells to the table forgetting: every adapter, and what it adds at smaller
 * scales, beside the frozen encoder, all in one pass over the cells.
 */
final class Forgetting {

  private final RunContext run;
  private final Model model;
  private final ArmMeasures measures;

  Forgetting(RunContext run, Model model, ArmMeasures measures) {
    this.run = run;
    this.model = model;
    this.measures = measures;
  }

  void write(Map<TrainingUnit, LoraWeights> adapters) {
    run.begin("Measuring forgetting on source cells");
    List<Broadcast<LoraWeights>> broadcasts = new ArrayList<>();
    try {
      Map<String, Arm> arms = new LinkedHashMap<>();
      List<Column> entries = new ArrayList<>();
      long seed = run.settings().train().seeds().get(0);
      add(arms, entries, new TrainingUnit(Arms.BASELINE, seed), 0, Arm.BASE);
      for (Map.Entry<TrainingUnit, LoraWeights> adapter : adapters.entrySet()) {
        TrainingUnit unit = adapter.getKey();
        for (double scale : scales(unit)) {
          Broadcast<LoraWeights> scaled =
              run.context().broadcast(adapter.getValue().scaledBy(scale));
          broadcasts.add(scaled);
          add(arms, entries, unit, scale, Arm.adapted(unit.path() + " x " + scale, scaled));
        }
      }
      run.append(
          Columns.FORGETTING_TABLE,
          ForgettingCurves.of(run.spark(), measures.forgetting(embedded(arms, entries))));
    } finally {
      broadcasts.forEach(Broadcast::destroy);
    }
  }

  private List<Double> scales(TrainingUnit unit) {
    EvaluateSettings.Forgetting forgetting = run.settings().evaluate().forgetting();
    int place = run.settings().train().seeds().indexOf(unit.seed());
    return place < forgetting.curveSeeds() ? forgetting.scales() : List.of(1.0);
  }

  private static void add(
      Map<String, Arm> arms, List<Column> entries, TrainingUnit unit, double scale, Arm arm) {
    String column = "_embedding_" + arms.size();
    arms.put(column, arm);
    entries.add(
        struct(
            lit(unit.arm()).as(Columns.ARM),
            lit((int) unit.seed()).as(Columns.SEED),
            lit(scale).as(Columns.DELTA_SCALE),
            col(column).as(Columns.EMBEDDING)));
  }

  private Dataset<Row> embedded(Map<String, Arm> arms, List<Column> entries) {
    return EncoderFrames.encode(
            run.read(Columns.SOURCE_CELLS_TABLE),
            model.encoder(),
            Columns.FEATURES,
            arms,
            EmbeddingForms.ARRAY)
        .select(
            col(Columns.SPLIT),
            col(Columns.PLACE),
            col(Columns.LABEL),
            col(Columns.DONOR),
            measures.features(col(Columns.FEATURES)).as(Columns.FEATURES),
            array(entries.toArray(new Column[0])).as(Columns.ARMS));
  }
}
