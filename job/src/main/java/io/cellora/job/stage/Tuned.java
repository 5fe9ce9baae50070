package io.cellora.job.stage;

import io.cellora.job.train.EpochLog;
import io.cellora.lora.ClassifierHead;
import io.cellora.lora.RankRecord;
import io.cellora.weights.LoraWeights;
import java.util.List;

/**
 * A trained adapter: what training left in memory, what came back from the files, its log, its
 * ranks.
 */
record Tuned(
    TrainingUnit unit,
    LoraWeights trained,
    LoraWeights reloaded,
    ClassifierHead head,
    List<EpochLog> log,
    List<RankRecord> ranks) {}
