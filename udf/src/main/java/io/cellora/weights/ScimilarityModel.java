package io.cellora.weights;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a SCimilarity folder holds; one that exists is consistent: tensors complete and finite,
 * shapes fitting each other and the genes.
 *
 * @param geneOrder one symbol for each value the encoder takes
 * @param hyperparameters JSON values as they stand in the file; empty if there is none
 * @param companions texts of other files that are carried along, by file name
 * @param encoderFile the file the encoder came from, for messages
 */
public record ScimilarityModel(
    NamedTensors encoder,
    Optional<NamedTensors> decoder,
    List<String> geneOrder,
    Map<String, Object> hyperparameters,
    Map<String, String> companions,
    String encoderFile) {

  public static final String LABEL_INTS = "label_ints.csv";
  public static final String METADATA = "metadata.json";

  public ScimilarityModel {
    geneOrder = List.copyOf(geneOrder);
    hyperparameters = Collections.unmodifiableMap(new LinkedHashMap<>(hyperparameters));
    companions = Collections.unmodifiableMap(new LinkedHashMap<>(companions));
    checkGenes(geneOrder);
    MlpWeights weights = MlpState.ofEncoder(encoder, encoderFile).fold();
    if (weights.inputSize() != geneOrder.size()) {
      throw Refusal.of(
          encoderFile,
          "its first layer takes %d genes".formatted(weights.inputSize()),
          "gene_order.tsv has " + geneOrder.size());
    }
    if (decoder.isPresent()) {
      checkDecoder(MlpState.ofDecoder(decoder.get(), "decoder").fold(), weights);
    }
  }

  /** A model fresh from training; labels are written to label_ints.csv in their order. */
  public static ScimilarityModel of(
      MlpState encoder,
      Optional<MlpState> decoder,
      List<String> geneOrder,
      Map<String, Object> hyperparameters,
      List<String> labels) {
    return new ScimilarityModel(
        encoder.encoderState(),
        decoder.map(MlpState::decoderState),
        geneOrder,
        hyperparameters,
        Map.of(LABEL_INTS, labelInts(labels)),
        "encoder");
  }

  /** The same model around another encoder, for one with an adapter merged in. */
  public ScimilarityModel withEncoder(NamedTensors other) {
    return new ScimilarityModel(
        other, decoder, geneOrder, hyperparameters, companions, encoderFile);
  }

  public MlpWeights encoderWeights() {
    return MlpState.ofEncoder(encoder, encoderFile).fold();
  }

  public Optional<MlpWeights> decoderWeights() {
    return decoder.map(state -> MlpState.ofDecoder(state, "decoder").fold());
  }

  /** Hash over encoder, decoder and genes: what decides the numbers that come out. */
  public String sha256() {
    return Sha256.of(
        out -> {
          PrintStream text = new PrintStream(out, true, StandardCharsets.UTF_8);
          text.print("encoder " + encoder.sha256() + "\n");
          text.print("decoder " + decoder.map(NamedTensors::sha256).orElse("none") + "\n");
          geneOrder.forEach(gene -> text.print(gene + "\n"));
          text.flush();
        });
  }

  /** The text of upstream's label_ints.csv: pandas' Series with every text quoted. */
  static String labelInts(List<String> labels) {
    StringBuilder csv = new StringBuilder("\"\",0\n");
    for (int i = 0; i < labels.size(); i++) {
      csv.append(i).append(",\"").append(labels.get(i).replace("\"", "\"\"")).append("\"\n");
    }
    return csv.toString();
  }

  private static void checkGenes(List<String> genes) {
    Set<String> seen = new HashSet<>();
    for (String gene : genes) {
      if (gene.isEmpty() || !seen.add(gene)) {
        throw Refusal.of(
            "gene_order.tsv", gene.isEmpty() ? "an empty line" : "a gene occurs twice", gene);
      }
    }
  }

  private static void checkDecoder(MlpWeights decoder, MlpWeights encoder) {
    if (decoder.inputSize() != encoder.outputSize()
        || decoder.outputSize() != encoder.inputSize()) {
      throw Refusal.of(
          "decoder",
          "it does not fit the encoder, expected %d -> %d"
              .formatted(encoder.outputSize(), encoder.inputSize()),
          decoder.inputSize() + " -> " + decoder.outputSize());
    }
  }
}
