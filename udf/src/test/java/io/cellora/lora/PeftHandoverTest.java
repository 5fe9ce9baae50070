package io.cellora.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.cellora.Fixtures;
import io.cellora.encoder.NativeEncoder;
import io.cellora.encoder.SparseBatch;
import io.cellora.weights.LocalFolder;
import io.cellora.weights.LoraInit;
import io.cellora.weights.LoraWeights;
import io.cellora.weights.MlpWeights;
import io.cellora.weights.PeftAdapter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.spark.ml.linalg.Vectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every kind of adapter that training can end with survives its files. The folders stay under
 * target/peft-handover, where job/bench/check_training_adapters.py holds them to peft itself.
 */
class PeftHandoverTest {

  private static final Path FOLDERS = Path.of("target", "peft-handover");

  private final MlpWeights weights = Fixtures.smallModel().encoderWeights();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "default",
        "by_layer",
        "pissa",
        "olora",
        "energy",
        "pissa_energy",
        "adalora",
        "half"
      })
  void aSavedAdapterGivesTheEmbeddingsItWasTrainedTo(String kind) throws IOException {
    TrainableParameters trained = trained(kind);
    LoraWeights adapter = kind.equals("half") ? trained.adapter().scaledBy(0.5) : trained.adapter();
    LocalFolder folder = new LocalFolder(FOLDERS.resolve(kind));
    PeftAdapter.write(folder, adapter, "base", trained.layout().lora().trainedWith());
    float[][] expected = embeddings(adapter);
    float[][] base = embeddings(new LoraWeights(Map.of()));
    float[][] reloaded = embeddings(PeftAdapter.read(folder));
    boolean moved = false;
    for (int i = 0; i < expected.length; i++) {
      assertThat(reloaded[i]).containsExactly(expected[i], within(1e-6f));
      for (int k = 0; k < 4; k++) {
        moved |= Math.abs(expected[i][k] - base[i][k]) > 1e-3;
      }
    }
    assertThat(moved).isTrue();
    Map<String, Object> oracle = new LinkedHashMap<>();
    oracle.put("x", Fixtures.json("lora/ranks_expected.json").get("by_layer").get("x"));
    oracle.put("embeddings", expected);
    oracle.put("ranks", trained.layout().ranks());
    Files.write(
        folder.path().resolve("expected.json"), new ObjectMapper().writeValueAsBytes(oracle));
  }

  private TrainableParameters trained(String kind) {
    return switch (kind) {
      case "by_layer" ->
          moved(
              new LoraConfig(
                  2,
                  5,
                  List.of("all-linear"),
                  0.1f,
                  Map.of("network.2", 4),
                  Map.of("0\\.1", 3f),
                  true,
                  LoraInit.GAUSSIAN));
      case "pissa" -> moved(config(LoraInit.PISSA));
      case "olora" -> moved(config(LoraInit.OLORA));
      case "energy" -> energy(moved(config(LoraInit.DEFAULT)), 0.8);
      case "pissa_energy" -> energy(moved(config(LoraInit.PISSA)), 0.95);
      case "adalora" -> adalora(moved(config(LoraInit.DEFAULT)));
      default -> moved(config(LoraInit.DEFAULT));
    };
  }

  private static LoraConfig config(LoraInit init) {
    return new LoraConfig(4, 6, List.of("all-linear"), 0, Map.of(), Map.of(), false, init);
  }

  private TrainableParameters moved(LoraConfig lora) {
    TrainableParameters start =
        TrainableParameters.initial(
            ParameterLayout.of(weights, lora, 5, 3), EmbeddingScale.identity(4), 1, weights);
    double[] steps = noise(start.values().length, 9);
    for (int i = 0; i < steps.length; i++) {
      start.values()[i] += start.layout().frozen().get(i) ? 0 : (float) steps[i];
    }
    return start;
  }

  private static TrainableParameters energy(TrainableParameters trained, double energy) {
    return RankPruning.energy(trained, energy, 1).orElseThrow().parameters();
  }

  private static TrainableParameters adalora(TrainableParameters trained) {
    RankPlan plan = new RankPlan(RankMode.ADALORA, 1, 2, 0, 1, 1);
    RankSchedule schedule = RankSchedule.of(plan, trained.layout());
    schedule.afterStep(trained, noise(trained.values().length, 2), 1, 2);
    return schedule
        .afterStep(trained, noise(trained.values().length, 3), 2, 2)
        .orElseThrow()
        .parameters();
  }

  private static double[] noise(int size, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return random.doubles(size, -0.5, 0.5).toArray();
  }

  private float[][] embeddings(LoraWeights adapter) {
    SparseBatch batch = new SparseBatch(12);
    Fixtures.json("lora/ranks_expected.json")
        .get("by_layer")
        .get("x")
        .forEach(row -> batch.add(Vectors.dense(Fixtures.doubles(row))));
    try (NativeEncoder encoder = NativeEncoder.load(weights)) {
      float[] flat =
          adapter.layers().isEmpty() ? encoder.encode(batch) : encoder.encode(batch, adapter);
      float[][] rows = new float[batch.size()][];
      for (int i = 0; i < rows.length; i++) {
        rows[i] = Arrays.copyOfRange(flat, 4 * i, 4 * i + 4);
      }
      return rows;
    }
  }
}
