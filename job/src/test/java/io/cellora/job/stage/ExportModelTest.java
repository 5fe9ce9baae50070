package io.cellora.job.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cellora.job.bench.BenchModel;
import io.cellora.job.config.ExportFormat;
import io.cellora.job.config.ExportRequest;
import io.cellora.job.config.Settings;
import io.cellora.lora.ClassifierHead;
import io.cellora.lora.HeadFiles;
import io.cellora.weights.LocalFolder;
import io.cellora.weights.LoraPair;
import io.cellora.weights.LoraWeights;
import io.cellora.weights.MlpWeights;
import io.cellora.weights.PeftAdapter;
import io.cellora.weights.Safetensors;
import io.cellora.weights.ScimilarityFolder;
import io.cellora.weights.ScimilarityModel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportModelTest {

  @TempDir Path folder;

  private ScimilarityModel model;
  private LoraWeights adapter;

  @BeforeEach
  void writeModelAndAdapter() throws IOException {
    Path path = folder.resolve("model");
    BenchModel.write(path, List.of("A", "B", "C", "D"));
    model = ScimilarityFolder.read(new LocalFolder(path));
    MlpWeights.Linear last = model.encoderWeights().output();
    float[] a = new float[2 * last.in()];
    float[] b = new float[last.out() * 2];
    Arrays.fill(a, 0.5f);
    Arrays.fill(b, 0.25f);
    adapter =
        new LoraWeights(
            Map.of(last.name(), new LoraPair(2, 4, false, a, b, last.in(), last.out())));
    PeftAdapter.write(new LocalFolder(folder.resolve("adapter")), adapter, "model");
  }

  @Test
  void aScimilarityFolderHasTheAdapterMerged() throws IOException {
    export(ExportFormat.SCIMILARITY, Optional.of("adapter"));

    ScimilarityModel written = ScimilarityFolder.read(new LocalFolder(out()));
    assertThat(written.encoder().sha256())
        .isEqualTo(PeftAdapter.merge(model.encoder(), adapter).sha256())
        .isNotEqualTo(model.encoder().sha256());
    assertThat(written.geneOrder()).containsExactly("A", "B", "C", "D");
  }

  @Test
  void safetensorsHoldTheStateDict() throws IOException {
    export(ExportFormat.SAFETENSORS, Optional.empty());

    assertThat(StageTestBase.names(out())).containsExactly("encoder.safetensors", "gene_order.tsv");
    assertThat(ScimilarityFolder.read(new LocalFolder(out())).encoder().sha256())
        .as("a model folder again")
        .isEqualTo(model.encoder().sha256());
    try (InputStream in = Files.newInputStream(out().resolve("encoder.safetensors"))) {
      assertThat(Safetensors.read(in, "written").asMap().keySet())
          .containsExactlyInAnyOrderElementsOf(model.encoder().names());
    }
  }

  @Test
  void aModuleIsNamedAsItsFolderAndLiesBesideItsGenes() throws IOException {
    export(ExportFormat.TORCHSCRIPT, Optional.of("adapter"));

    assertThat(StageTestBase.names(out())).containsExactly("gene_order.tsv", "out.pt");
  }

  @Test
  void anAdapterIsWrittenAsItWasRead() throws IOException {
    export(ExportFormat.PEFT, Optional.of("adapter"));

    LoraWeights written = PeftAdapter.read(new LocalFolder(out()));
    assertThat(written.layers().keySet()).isEqualTo(adapter.layers().keySet());
    assertThat(Files.readAllBytes(out().resolve("adapter_model.safetensors")))
        .isEqualTo(Files.readAllBytes(folder.resolve("adapter/adapter_model.safetensors")));
  }

  @Test
  void aHeadBesideTheAdapterComesAlong() throws IOException {
    ClassifierHead head =
        new ClassifierHead(
            List.of("a", "b"), new float[128], new float[] {1}, new float[] {2, 3}, new float[2]);
    HeadFiles.write(new LocalFolder(folder.resolve("adapter")), head);

    export(ExportFormat.PEFT, Optional.of("adapter"));

    assertThat(HeadFiles.read(new LocalFolder(out())).labels()).containsExactly("a", "b");
  }

  @Test
  void withoutAnAdapterThereIsNoneToWrite() {
    assertThatThrownBy(() -> export(ExportFormat.PEFT, Optional.empty()))
        .hasMessage(
            "Invalid --format: peft, expected --adapter DIR beside it (there is no adapter to"
                + " write)");
  }

  @Test
  void anAdapterOfAnotherModelLeavesNothingBehind() throws IOException {
    LoraPair wrong = new LoraPair(1, 1, false, new float[3], new float[2], 3, 2);
    PeftAdapter.write(
        new LocalFolder(folder.resolve("other")),
        new LoraWeights(Map.of("network.3", wrong)),
        "model");
    for (ExportFormat format : ExportFormat.values()) {
      assertThatThrownBy(() -> export(format, Optional.of("other")))
          .hasMessageContaining("Cannot apply adapter");
      assertThat(StageTestBase.names(folder)).containsExactly("adapter", "model", "other");
    }
  }

  private Path out() {
    return folder.resolve("out");
  }

  private void export(ExportFormat format, Optional<String> name) {
    ExportRequest request =
        new ExportRequest(
            folder.resolve("model").toString(),
            out().toString(),
            name.map(n -> folder.resolve(n).toString()),
            format,
            false);
    assertThat(ExportModel.run(Settings.defaultsWith(Map.of()), request, new StageTestBase.Told()))
        .isZero();
  }
}
