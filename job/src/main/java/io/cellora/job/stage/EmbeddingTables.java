package io.cellora.job.stage;

import io.cellora.job.config.Columns;
import io.cellora.quality.ArmMeasures;
import io.cellora.weights.LoraWeights;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the embeddings are worth, and what they have forgotten, before any head is asked. */
final class EmbeddingTables {

  private EmbeddingTables() {}

  /**
   * Writes embedding_metrics from the tables cells and embeddings, and forgetting, where there are
   * source cells, from the table source_cells and the adapters.
   */
  static void write(RunContext run, Model model) {
    write(run, model, run.has(Columns.SOURCE_CELLS_TABLE) ? adapters(Tuned.all(run)) : Map.of());
  }

  private static void write(RunContext run, Model model, Map<TrainingUnit, LoraWeights> adapters) {
    try (FrozenDecoder decoder = FrozenDecoder.of(run, model)) {
      ArmMeasures measures = new ArmMeasures(decoder.reference(), model.weights().inputSize());
      new EmbeddingMetrics(run, measures).write();
      if (!adapters.isEmpty()) {
        new Forgetting(run, model, measures).write(adapters);
      }
    }
  }

  /** As they were read back. */
  private static Map<TrainingUnit, LoraWeights> adapters(List<Tuned> tuned) {
    Map<TrainingUnit, LoraWeights> adapters = new LinkedHashMap<>();
    tuned.forEach(one -> adapters.put(one.unit(), one.reloaded()));
    return adapters;
  }
}
