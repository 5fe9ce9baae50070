package io.cellora.job.stage;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.hash;
import static org.apache.spark.sql.functions.when;

import io.cellora.encoder.DecoderReference;
import io.cellora.encoder.GramDecoder;
import io.cellora.job.config.Columns;
import io.cellora.job.config.Settings;
import io.cellora.lora.BlockPlan;
import io.cellora.lora.EmbeddingScale;
import io.cellora.lora.TrainingBlocks;
import io.cellora.lora.TrainingNetwork;
import io.cellora.weights.MlpWeights;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The prepared cells that all arms and seeds of a run share; prepared by the first that asks. */
final class SharedBlocks implements AutoCloseable {

  private final RunContext run;
  private final Model model;
  private final Classes classes;
  private final Set<BlockPlan.Content> contents;
  private TrainingBlocks train;
  private TrainingBlocks validation;
  private EmbeddingScale scale;
  private long cells;
  private long[] classCells = new long[0];
  private Optional<Broadcast<GramDecoder>> decoder = Optional.empty();

  /**
   * @param contents what some arm needs of the cells
   */
  SharedBlocks(RunContext run, Model model, Classes classes, Set<BlockPlan.Content> contents) {
    this.run = run;
    this.model = model;
    this.classes = classes;
    this.contents = contents;
  }

  /** The frozen weights that some adapters start from. */
  MlpWeights encoder() {
    return model.weights();
  }

  TrainingBlocks train() {
    if (train == null) {
      train = blocks(Splits.TRAIN);
      cells = train.count();
      scale = train.scale();
      classCells = train.labels(classes.train().size());
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

  /** Training cells of each class. */
  long[] classCells() {
    train();
    return classCells;
  }

  /** Fitted to the frozen embeddings of the training cells. */
  EmbeddingScale scale() {
    train();
    return scale;
  }

  private TrainingBlocks blocks(String split) {
    Settings settings = run.settings();
    Dataset<Row> cells =
        CellPositions.in(
                run.read(Columns.CELLS_TABLE)
                    .filter(col(Columns.SPLIT).equalTo(split).and(col(Columns.LABEL).isNotNull())))
            .select(
                col(CellPositions.POSITION),
                classes.index(col(Columns.LABEL)),
                when(col(Columns.DONOR).isNotNull(), hash(col(Columns.DONOR))),
                col(Columns.FEATURES));
    return TrainingBlocks.of(
        cells,
        new TrainingNetwork(model.encoder(), decoder()),
        new BlockPlan(
            settings.train().workers(),
            settings.encoder().batchSize(),
            contents,
            settings.train().storage()));
  }

  private DecoderReference decoder() {
    if (!contents.contains(BlockPlan.Content.RECONSTRUCTION)) {
      return DecoderReference.NONE;
    }
    if (decoder.isEmpty()) {
      decoder = Optional.of(run.context().broadcast(GramDecoder.of(model.decoder())));
    }
    return new DecoderReference(model.sha256(), decoder.get());
  }

  @Override
  public void close() {
    if (train != null) {
      train.close();
    }
    if (validation != null) {
      validation.close();
    }
    decoder.ifPresent(Broadcast::destroy);
  }
}
