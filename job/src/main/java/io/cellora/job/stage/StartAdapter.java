package io.cellora.job.stage;

import io.cellora.encoder.HadoopFolder;
import io.cellora.job.config.Settings;
import io.cellora.lora.ClassifierHead;
import io.cellora.lora.HeadFiles;
import io.cellora.lora.ParameterLayout;
import io.cellora.lora.TrainableParameters;
import io.cellora.weights.LoraWeights;
import io.cellora.weights.MlpWeights;
import io.cellora.weights.PeftAdapter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/** A finished PEFT adapter that training goes on from, with its head if there is one beside it. */
record StartAdapter(String url, LoraWeights weights, Optional<ClassifierHead> head) {

  static StartAdapter read(String url, RunContext run) {
    try {
      HadoopFolder folder = new HadoopFolder(url, run.hadoop());
      Optional<ClassifierHead> head =
          HeadFiles.exist(folder) ? Optional.of(HeadFiles.read(folder)) : Optional.empty();
      return new StartAdapter(url, PeftAdapter.read(folder), head);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read adapter (" + e.getMessage() + "): " + url, e);
    }
  }

  /** Layers, ranks and scales are the adapter's own, whatever the section lora says. */
  ParameterLayout layout(MlpWeights encoder, Settings settings, int classes) {
    return ParameterLayout.of(
        encoder,
        weights,
        (float) settings.lora().dropout(),
        settings.train().head().hidden(),
        classes);
  }

  /** The adapter's values, and its head's if that is of the same size and classes. */
  TrainableParameters in(TrainableParameters fresh, List<String> classes) {
    TrainableParameters adapted = fresh.withAdapter(weights);
    return head.filter(h -> fits(h, fresh.layout(), classes))
        .map(adapted::withHead)
        .orElse(adapted);
  }

  /** Whether the head is taken over. */
  boolean headFits(ParameterLayout layout, List<String> classes) {
    return head.filter(h -> fits(h, layout, classes)).isPresent();
  }

  private static boolean fits(ClassifierHead head, ParameterLayout layout, List<String> classes) {
    return head.labels().equals(classes) && head.hidden() == layout.hidden();
  }
}
