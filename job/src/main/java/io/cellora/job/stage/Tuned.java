package io.cellora.job.stage;

import io.cellora.job.train.EpochLog;
import io.cellora.lora.ClassifierHead;
import io.cellora.weights.LoraWeights;
import java.util.List;

/** A trained adapter: what training left in memory, what came back from the files, and its log. */
record Tuned(
    TrainingUnit unit,
    LoraWeights trained,
    LoraWeights reloaded,
    ClassifierHead head,
    List<EpochLog> log) {}
