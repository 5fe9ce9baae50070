package io.cellora.job.stage;

import io.cellora.quality.ArmMeasures;
import io.cellora.weights.LoraWeights;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the embeddings are worth, and what they have forgotten, before any head is asked. */
final class EmbeddingTables {

  private EmbeddingTables() {}

  /**
   * Writes embedding_metrics from the tables cells and embeddings, and forgetting from the table
   * source_cells.
   *
   * @param adapters whose forgetting is measured; none where there are no source cells
   */
  static void write(RunContext run, Model model, Map<TrainingUnit, LoraWeights> adapters) {
    try (FrozenDecoder decoder = FrozenDecoder.of(run, model)) {
      ArmMeasures measures = new ArmMeasures(decoder.reference(), model.weights().inputSize());
      new EmbeddingMetrics(run, measures).write();
      if (!adapters.isEmpty()) {
        new Forgetting(run, model, measures).write(adapters);
      }
    }
  }

  /** As they were read back. */
  static Map<TrainingUnit, LoraWeights> adapters(List<Tuned> tuned) {
    Map<TrainingUnit, LoraWeights> adapters = new LinkedHashMap<>();
    tuned.forEach(one -> adapters.put(one.unit(), one.reloaded()));
    return adapters;
  }
}
