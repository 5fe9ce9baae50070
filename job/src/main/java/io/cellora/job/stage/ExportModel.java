package io.cellora.job.stage;

import io.cellora.encoder.HadoopFolder;
import io.cellora.job.config.ExportRequest;
import io.cellora.job.config.Progress;
import io.cellora.job.config.Settings;
import io.cellora.lora.HeadFiles;
import io.cellora.lora.TrainingProfile;
import io.cellora.lora.TrainingProfileFiles;
import io.cellora.weights.Folder;
import io.cellora.weights.LoraWeights;
import io.cellora.weights.PeftAdapter;
import io.cellora.weights.Safetensors;
import io.cellora.weights.ScimilarityFolder;
import io.cellora.weights.ScimilarityModel;
import io.cellora.weights.TorchScriptEncoder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** {@code cellora export}: a model, an adapter or both, in the form that another library reads. */
public final class ExportModel {

  private final ExportRequest request;
  private final Configuration hadoop;
  private final Progress progress;

  private ExportModel(ExportRequest request, Configuration hadoop, Progress progress) {
    this.request = request;
    this.hadoop = hadoop;
    this.progress = progress;
  }

  /** Answers the exit code; needs no Spark session. */
  public static int run(Settings settings, ExportRequest request, Progress progress) {
    Configuration hadoop = HadoopProperties.of(settings);
    try (WorkFolder work = WorkFolder.create(request.out(), request.overwrite(), hadoop)) {
      Folder folder = new HadoopFolder(work.root().toString(), hadoop);
      new ExportModel(request, hadoop, progress).write(folder);
      work.publish();
      progress.step("Written to " + request.out());
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot export model (" + e.getMessage() + "): " + request.model(), e);
    }
  }

  private void write(Folder folder) throws IOException {
    progress.step("Reading model " + request.model());
    ScimilarityModel model = Model.read(request.model(), hadoop);
    switch (request.format()) {
      case SCIMILARITY -> ScimilarityFolder.write(folder, merged(model));
      case PEFT -> writeAdapter(folder, model);
      case SAFETENSORS -> writeTensors(folder, merged(model));
      case TORCHSCRIPT -> writeModule(folder, merged(model));
    }
  }

  private ScimilarityModel merged(ScimilarityModel model) {
    if (request.adapter().isEmpty()) {
      return model;
    }
    progress.step("Merging adapter " + request.adapter().get());
    return model.withEncoder(PeftAdapter.merge(model.encoder(), adapter()));
  }

  private LoraWeights adapter() {
    return HadoopFolder.readAdapter(request.adapter().orElseThrow(), hadoop);
  }

  private void writeAdapter(Folder folder, ScimilarityModel model) throws IOException {
    LoraWeights adapter = adapter();
    adapter.checkFits(model.encoderWeights());
    PeftAdapter.write(folder, adapter, request.model());
    Folder from = new HadoopFolder(request.adapter().orElseThrow(), hadoop);
    if (HeadFiles.exist(from)) {
      HeadFiles.write(folder, HeadFiles.read(from));
    }
    Optional<TrainingProfile> profile = TrainingProfileFiles.read(from);
    if (profile.isPresent()) {
      TrainingProfileFiles.write(folder, profile.get());
    }
  }

  /** A model folder for Cellora too, without a decoder. */
  private void writeTensors(Folder folder, ScimilarityModel model) throws IOException {
    writeGenes(folder, model);
    folder.write(
        "encoder.safetensors",
        out -> Safetensors.write(out, model.encoder(), Map.of("format", "pt")));
  }

  private static void writeGenes(Folder folder, ScimilarityModel model) throws IOException {
    String genes = String.join("\n", model.geneOrder());
    folder.write("gene_order.tsv", out -> out.write(genes.getBytes(StandardCharsets.UTF_8)));
  }

  /** DJL looks for a module that is named as its folder. */
  private void writeModule(Folder folder, ScimilarityModel model) throws IOException {
    writeGenes(folder, model);
    folder.write(
        new Path(request.out()).getName() + ".pt",
        out -> TorchScriptEncoder.write(out, model.encoderWeights()));
  }
}
