package io.cellora.job.stage;

import io.cellora.encoder.HadoopFolder;
import io.cellora.job.config.ExportRequest;
import io.cellora.job.config.Progress;
import io.cellora.job.config.Settings;
import io.cellora.weights.LoraWeights;
import io.cellora.weights.PeftAdapter;
import io.cellora.weights.ScimilarityFolder;
import io.cellora.weights.ScimilarityModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.hadoop.conf.Configuration;

/**
 * {@code cellora export}: a model folder written anew, with an adapter merged in if one is given.
 */
public final class ExportModel {

  private ExportModel() {}

  /** Answers the exit code; needs no Spark session. */
  public static int run(Settings settings, ExportRequest request, Progress progress) {
    Configuration hadoop = HadoopProperties.of(settings);
    try (WorkFolder work = WorkFolder.create(request.out(), request.overwrite(), hadoop)) {
      progress.step("Reading model " + request.model());
      ScimilarityModel model = Model.read(request.model(), hadoop);
      if (request.adapter().isPresent()) {
        progress.step("Merging adapter " + request.adapter().get());
        LoraWeights adapter = PeftAdapter.read(new HadoopFolder(request.adapter().get(), hadoop));
        model = model.withEncoder(PeftAdapter.merge(model.encoder(), adapter));
      }
      ScimilarityFolder.write(new HadoopFolder(work.root().toString(), hadoop), model);
      work.publish();
      progress.step("Model written to " + request.out());
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot export model (" + e.getMessage() + "): " + request.model(), e);
    }
  }
}
