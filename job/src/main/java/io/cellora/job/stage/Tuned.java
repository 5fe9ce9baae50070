package io.cellora.job.stage;

import io.cellora.encoder.HadoopFolder;
import io.cellora.lora.ClassifierHead;
import io.cellora.lora.HeadFiles;
import io.cellora.weights.LoraWeights;
import io.cellora.weights.PeftAdapter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** A trained adapter and its head as they come back from the run's files. */
record Tuned(TrainingUnit unit, LoraWeights reloaded, ClassifierHead head) {

  static HadoopFolder folder(RunContext run, TrainingUnit unit) throws IOException {
    String path = run.work().path(FineTune.ADAPTERS + "/" + unit.path()).toString();
    return new HadoopFolder(path, run.hadoop());
  }

  static Tuned read(RunContext run, TrainingUnit unit) {
    try {
      String path = run.work().source(FineTune.ADAPTERS + "/" + unit.path()).toString();
      HadoopFolder folder = new HadoopFolder(path, run.hadoop());
      return new Tuned(unit, PeftAdapter.read(folder), HeadFiles.read(folder));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot read adapter (" + e.getMessage() + "): " + unit.path(), e);
    }
  }

  /** Those of every arm and seed. */
  static List<Tuned> all(RunContext run) {
    return TrainingUnit.of(run.settings()).stream().map(unit -> read(run, unit)).toList();
  }
}
