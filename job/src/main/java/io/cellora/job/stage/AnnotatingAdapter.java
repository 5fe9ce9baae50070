package io.cellora.job.stage;

import io.cellora.encoder.HadoopFolder;
import io.cellora.lora.Calibration;
import io.cellora.lora.ClassifierHead;
import io.cellora.lora.HeadFiles;
import io.cellora.lora.TrainingProfile;
import io.cellora.lora.TrainingProfileFiles;
import io.cellora.weights.LoraWeights;
import io.cellora.weights.PeftAdapter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/**
 * Everything in an adapter's folder that annotation uses.
 *
 * @param baseModel the path of the model that the adapter was trained on
 * @param profile where the training cells lie; adapters of other tools have none
 * @param fitted calibration; not every run has cells for it
 */
record AnnotatingAdapter(
    String url,
    LoraWeights weights,
    ClassifierHead head,
    Optional<String> baseModel,
    Optional<TrainingProfile> profile,
    Optional<Calibration> fitted) {

  static AnnotatingAdapter read(String url, Configuration hadoop) {
    try {
      HadoopFolder folder = new HadoopFolder(url, hadoop);
      LoraWeights weights = PeftAdapter.read(folder);
      if (!HeadFiles.exist(folder)) {
        throw new IllegalArgumentException(
            "Cannot annotate with adapter (it has no head.safetensors and head_labels.json, which"
                + " train and run-all write beside it; with --reference a cell's neighbours vote): "
                + url);
      }
      return new AnnotatingAdapter(
          url,
          weights,
          HeadFiles.read(folder),
          PeftAdapter.baseModel(folder),
          TrainingProfileFiles.read(folder),
          Calibration.exists(folder) ? Optional.of(Calibration.read(folder)) : Optional.empty());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read adapter (" + e.getMessage() + "): " + url, e);
    }
  }

  /** The model to use: the one that is given, or the adapter's own. */
  String model(Optional<String> given) {
    return given
        .or(() -> baseModel)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Cannot find the adapter's model (its adapter_config.json names none; give it"
                        + " by --model): "
                        + url));
  }

  /**
   * Refuses a model that the adapter was not trained on, as far as that can be told.
   *
   * @throws IllegalArgumentException naming both
   */
  void checkFits(Model model) {
    try {
      weights.checkFits(model.weights());
      ClassifierHead.checkFits(head, model.weights().outputSize());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "Cannot annotate with adapter (it is of another model than %s): %s"
              .formatted(model.url(), url),
          e);
    }
    String now = model.encoder().sha256();
    profile
        .map(TrainingProfile::encoderSha256)
        .filter(trained -> !trained.equals(now))
        .ifPresent(
            trained -> {
              throw new IllegalArgumentException(
                  "Cannot annotate with adapter (it was trained on an encoder of hash %.12s, that of %s is %.12s): %s"
                      .formatted(trained, model.url(), now, url));
            });
  }
}
