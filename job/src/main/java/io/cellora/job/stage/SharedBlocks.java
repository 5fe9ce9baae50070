package io.cellora.job.stage;

import static org.apache.spark.sql.functions.col;

import io.cellora.job.config.Columns;
import io.cellora.lora.EmbeddingScale;
import io.cellora.lora.TrainingBlocks;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The prepared cells that all arms and seeds of a run share; prepared by the first that asks, so
 * that a resumed run whose arms are finished prepares none.
 */
final class SharedBlocks implements AutoCloseable {

  private final RunContext run;
  private final Model model;
  private final Classes classes;
  private final boolean genes;
  private TrainingBlocks train;
  private TrainingBlocks validation;
  private EmbeddingScale scale;
  private long cells;

  /**
   * @param genes whether an arm adapts the first layer, which needs the cells' genes
   */
  SharedBlocks(RunContext run, Model model, Classes classes, boolean genes) {
    this.run = run;
    this.model = model;
    this.classes = classes;
    this.genes = genes;
  }

  TrainingBlocks train() {
    if (train == null) {
      train = blocks(Splits.TRAIN);
      cells = train.count();
      scale = train.scale();
    }
    return train;
  }

  TrainingBlocks validation() {
    if (validation == null) {
      validation = blocks(Splits.VAL);
    }
    return validation;
  }

  /** Training cells. */
  long cells() {
    train();
    return cells;
  }

  /** Fitted to the frozen embeddings of the training cells. */
  EmbeddingScale scale() {
    train();
    return scale;
  }

  private TrainingBlocks blocks(String split) {
    Dataset<Row> cells =
        run.read(Columns.CELLS_TABLE)
            .filter(col(Columns.SPLIT).equalTo(split).and(col(Columns.LABEL).isNotNull()))
            .orderBy(Columns.SHARD, Columns.ROW)
            .select(classes.index(col(Columns.LABEL)), col(Columns.FEATURES));
    return TrainingBlocks.of(
        cells,
        model.encoder(),
        run.settings().train().workers(),
        genes,
        run.settings().encoder().batchSize());
  }

  @Override
  public void close() {
    if (train != null) {
      train.close();
    }
    if (validation != null) {
      validation.close();
    }
  }
}
