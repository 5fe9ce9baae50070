package io.cellora.job.stage;

import io.cellora.quality.ArmMeasures;
import java.util.List;

/** What the embeddings are worth, and what they have forgotten, before any head is asked. */
final class EmbeddingTables {

  private EmbeddingTables() {}

  /**
   * Writes embedding_metrics from the tables cells and embeddings, and where there are source cells
   * source_cells and forgetting.
   */
  static void write(RunContext run, Model model, List<String> source, List<Tuned> tuned) {
    try (FrozenDecoder decoder = FrozenDecoder.of(run, model)) {
      ArmMeasures measures = new ArmMeasures(decoder.reference(), model.weights().inputSize());
      new EmbeddingMetrics(run, measures).write();
      if (!source.isEmpty()) {
        new SourceCells(run, model).write(source);
        new Forgetting(run, model, measures).write(tuned);
      }
    }
  }
}
