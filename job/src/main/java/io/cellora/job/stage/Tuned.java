package io.cellora.job.stage;

import io.cellora.job.train.EpochLog;
import io.cellora.lora.ClassifierHead;
import io.cellora.lora.RankRecord;
import io.cellora.weights.LoraWeights;
import java.util.List;
import org.apache.spark.sql.Row;

/**
 * A trained adapter: what training left in memory, what came back from the files, and what was
 * noted on the way.
 */
record Tuned(
    TrainingUnit unit,
    LoraWeights trained,
    LoraWeights reloaded,
    ClassifierHead head,
    List<EpochLog> log,
    List<RankRecord> ranks,
    List<Row> deltaScales) {}
