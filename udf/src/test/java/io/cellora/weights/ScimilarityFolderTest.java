package io.cellora.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScimilarityFolderTest {

  private static final String WEIGHT = "network.1.1.weight";

  @TempDir Path dir;
  private ScimilarityModel model;

  @BeforeEach
  void readModel() throws IOException {
    model = ScimilarityFolder.read(Fixtures.folder("scimilarity_small"));
  }

  @Test
  void foldedNetworksGiveTorchsNumbers() {
    JsonNode expected = Fixtures.json("scimilarity_small_expected.json");
    float[][] cells = Fixtures.matrix(expected.get("x"));
    float[][] embeddings = Fixtures.matrix(expected.get("embeddings"));
    float[][] decoded = Fixtures.matrix(expected.get("decoded"));
    for (int i = 0; i < cells.length; i++) {
      assertThat(Fixtures.embed(model.encoderWeights(), cells[i]))
          .containsExactly(embeddings[i], within(1e-5f));
      assertThat(Fixtures.forward(model.decoderWeights().get(), embeddings[i]))
          .containsExactly(decoded[i], within(1e-5f));
    }
  }

  @Test
  void aTextWithoutEndIsRefused() {
    Folder folder = Fixtures.folder("scimilarity_small");
    Folder endless =
        new Folder() {
          @Override
          public String name() {
            return folder.name();
          }

          @Override
          public boolean exists(String file) throws IOException {
            return folder.exists(file);
          }

          @Override
          public InputStream open(String file) throws IOException {
            return file.equals("gene_order.tsv") ? new Endless() : folder.open(file);
          }

          @Override
          public void write(String file, Content content) {
            throw new UnsupportedOperationException();
          }
        };
    assertThatThrownBy(() -> ScimilarityFolder.read(endless))
        .hasMessageContaining("gene_order.tsv (is too large): at most 67108864 bytes");
  }

  /** Genes of no name, for ever. */
  private static final class Endless extends InputStream {
    @Override
    public int read() {
      return '\n';
    }
  }

  @Test
  void depthWidthsAndNamesComeFromTheWeights() {
    assertThat(model.encoderWeights().widths()).containsExactly(12, 6, 5, 4);
    assertThat(model.decoderWeights().get().widths()).containsExactly(4, 5, 6, 12);
    assertThat(model.encoderWeights().linearNames())
        .containsExactly("network.0.1", "network.1.1", "network.2");
    assertThat(model.decoderWeights().get().linearNames())
        .containsExactly("network.0.0", "network.1.1", "network.2");
    assertThat(model.geneOrder()).hasSize(12).startsWith("GENE0", "GENE1");
    assertThat(model.hyperparameters()).containsEntry("margin", 0.05);
    assertThat(model.encoderFile()).endsWith("encoder.ckpt");
  }

  @Test
  void writtenFolderHoldsTheSame() throws IOException {
    ScimilarityFolder.write(new LocalFolder(dir), model);
    ScimilarityModel back = ScimilarityFolder.read(new LocalFolder(dir));
    assertThat(back.encoder()).isEqualTo(model.encoder());
    assertThat(back.encoder().names()).containsExactlyElementsOf(model.encoder().names());
    assertThat(back.decoder()).isEqualTo(model.decoder());
    assertThat(back.hyperparameters()).isEqualTo(model.hyperparameters());
    assertThat(back.sha256()).isEqualTo(model.sha256());
    for (String file : List.of("gene_order.tsv", "label_ints.csv", "metadata.json")) {
      assertThat(dir.resolve(file))
          .hasSameBinaryContentAs(Fixtures.path("scimilarity_small/" + file));
    }
    assertThat(Files.readString(dir.resolve("layer_sizes.json")))
        .isEqualTo(Fixtures.json("scimilarity_small/layer_sizes.json").toString());
    try (Stream<Path> files = Files.list(dir)) {
      assertThat(files).as("no temporary file is left").hasSize(7);
    }
  }

  @Test
  void labelsAreWrittenAsPandasWritesThem() throws IOException {
    assertThat(ScimilarityModel.labelInts(List.of("B cell", "T cell, \"naive\"")))
        .isEqualTo(Files.readString(Fixtures.path("scimilarity_small/label_ints.csv")));
  }

  @Test
  void stateGoesBackToUpstreamsTensors() {
    MlpState encoder = MlpState.ofEncoder(model.encoder(), "encoder");
    MlpState decoder = MlpState.ofDecoder(model.decoder().get(), "decoder");
    ScimilarityModel back =
        ScimilarityModel.of(
            encoder, Optional.of(decoder), model.geneOrder(), Map.of("lr", 1), List.of("B cell"));
    assertThat(back.encoder()).isEqualTo(model.encoder());
    assertThat(back.encoder().names()).containsExactlyElementsOf(model.encoder().names());
    assertThat(back.decoder()).isEqualTo(model.decoder());
    assertThat(back.decoder().get().names())
        .containsExactlyElementsOf(model.decoder().get().names());
    assertThat(back.sha256()).isEqualTo(model.sha256());
  }

  @Test
  void safetensorsTwinGoesFirstAndSaysSo() throws IOException {
    LocalFolder folder = Fixtures.copy("scimilarity_small", dir);
    Files.copy(Fixtures.path("encoder.safetensors"), dir.resolve("encoder.safetensors"));
    Files.writeString(dir.resolve("encoder.ckpt"), "not looked at");
    ScimilarityModel twin = ScimilarityFolder.read(folder);
    assertThat(twin.encoderFile()).endsWith("encoder.safetensors");
    assertThat(twin.sha256()).isEqualTo(model.sha256());
    assertThatThrownBy(() -> ScimilarityFolder.write(folder, model))
        .hasMessageContaining("readers would take another file first): encoder.safetensors");
  }

  @Test
  void decoderIsOptional() throws IOException {
    LocalFolder folder = Fixtures.copy("scimilarity_small", dir);
    Files.delete(dir.resolve("decoder.ckpt"));
    assertThat(ScimilarityFolder.read(folder).decoderWeights()).isEmpty();
    assertThat(ScimilarityFolder.read(folder).sha256()).isNotEqualTo(model.sha256());
  }

  @Test
  void missingFilesAreNamed() throws IOException {
    assertThatThrownBy(() -> ScimilarityFolder.read(new LocalFolder(dir.resolve("nowhere"))))
        .hasMessageContaining("nowhere (a file is missing): encoder.ckpt or encoder.safetensors");
    LocalFolder folder = Fixtures.copy("scimilarity_small", dir);
    Files.delete(dir.resolve("gene_order.tsv"));
    assertThatThrownBy(() -> ScimilarityFolder.read(folder))
        .hasMessageContaining("(a file is missing): gene_order.tsv");
  }

  @Test
  void missingAndExtraTensorsAreNamed() {
    LinkedHashMap<String, Tensor> tensors = new LinkedHashMap<>(model.encoder().asMap());
    tensors.remove("network.0.2.running_var");
    tensors.put("network.0.2.extra", Tensor.of(new float[1], 1));
    refuses(
        NamedTensors.of(tensors),
        "is no SCimilarity encoder of 2 hidden blocks): missing tensors "
            + "[network.0.2.running_var], unexpected tensors [network.0.2.extra]");
    refuses(
        model.decoder().get(),
        "is no SCimilarity encoder of 2 hidden blocks): missing tensors [network.0.2.bias");
    refuses(NamedTensors.of(new LinkedHashMap<>()), "expected network.0.*");
  }

  @Test
  void wrongShapesAndValuesAreNamed() {
    refuses(
        model.encoder().with(WEIGHT, Tensor.of(new float[35], 5, 7)),
        "tensor network.1.1.weight has the wrong shape, expected [5, 6]): [5, 7]");
    refuses(
        model.encoder().with(WEIGHT, Tensor.of(new float[30], 30)),
        "tensor network.1.1.weight has the wrong shape, expected [out, in]): [30]");
    refuses(
        model.encoder().with("network.0.3.weight", Tensor.of(new float[6], 6)),
        "tensor network.0.3.weight has the wrong shape, expected [1]): [6]");
    refuses(
        model.encoder().with("network.2.bias", Tensor.of(new float[] {0, 0, Float.NaN, 0}, 4)),
        "tensor network.2.bias is not finite): NaN");
    refuses(
        model.encoder().with("network.1.2.running_var", Tensor.of(new float[] {1, 1, 1, 1, -2}, 5)),
        "tensor network.1.2.running_var is negative): -2.0");
    refuses(
        model.encoder().with("network.2.bias", Tensor.ofLongs(new long[4], 4)),
        "tensor network.2.bias should be FLOAT32): INT64");
  }

  @Test
  void genesFitTheFirstLayer() {
    List<String> genes = new ArrayList<>(model.geneOrder());
    genes.add("GENE12");
    assertThatThrownBy(() -> withGenes(genes))
        .hasMessageContaining("(its first layer takes 12 genes): gene_order.tsv has 13");
    genes.set(12, "GENE3");
    assertThatThrownBy(() -> withGenes(genes))
        .hasMessage("Cannot read gene_order.tsv (a gene occurs twice): GENE3");
  }

  @Test
  void layerSizesAgreeWithTheWeights() throws IOException {
    LocalFolder folder = Fixtures.copy("scimilarity_small", dir);
    Path file = dir.resolve("layer_sizes.json");
    String sizes = Files.readString(file);
    Files.writeString(file, sizes.replace("[5, 6]", "[5, 7]"));
    assertThatThrownBy(() -> ScimilarityFolder.read(folder))
        .hasMessageContaining("it disagrees with the encoder about network.1.1.weight")
        .hasMessageContaining("layer_sizes.json");
    Files.writeString(file, sizes.replace("{", "{\"network.9.1.weight\": [1, 1], "));
    assertThatThrownBy(() -> ScimilarityFolder.read(folder))
        .hasMessageContaining("the encoder lacks some of its tensors): [network.9.1.weight]");
  }

  @Test
  void decoderFitsTheEncoder() {
    MlpState decoder = MlpState.ofDecoder(model.decoder().get(), "decoder");
    MlpWeights.Linear last = decoder.output();
    MlpWeights.Linear narrow = new MlpWeights.Linear("network.2", 6, 1, new float[6], new float[1]);
    assertThat(last.out()).isEqualTo(12);
    NamedTensors state = new MlpState(decoder.hidden(), narrow).decoderState();
    assertThatThrownBy(
            () ->
                new ScimilarityModel(
                    model.encoder(),
                    Optional.of(state),
                    model.geneOrder(),
                    Map.of(),
                    Map.of(),
                    "encoder.ckpt"))
        .hasMessageContaining("it does not fit the encoder, expected 4 -> 12): 4 -> 1");
  }

  private void refuses(NamedTensors encoder, String why) {
    assertThatThrownBy(() -> model.withEncoder(encoder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Cannot read ")
        .hasMessageContaining("encoder.ckpt (")
        .hasMessageContaining(why);
  }

  private ScimilarityModel withGenes(List<String> genes) {
    return new ScimilarityModel(
        model.encoder(), Optional.empty(), genes, Map.of(), Map.of(), "encoder.ckpt");
  }
}
