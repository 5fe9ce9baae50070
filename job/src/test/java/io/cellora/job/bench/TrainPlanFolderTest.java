package io.cellora.job.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cellora.job.config.Settings;
import io.cellora.lora.BatchPlan;
import io.cellora.lora.EmbeddingScale;
import io.cellora.lora.LoraConfig;
import io.cellora.lora.LossTerm;
import io.cellora.lora.ParameterLayout;
import io.cellora.lora.TrainableParameters;
import io.cellora.weights.LocalFolder;
import io.cellora.weights.LoraPair;
import io.cellora.weights.MlpWeights;
import io.cellora.weights.NamedTensors;
import io.cellora.weights.PeftAdapter;
import io.cellora.weights.Safetensors;
import io.cellora.weights.ScimilarityFolder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ten cells, three workers: four, three and three cells; batches of up to two of each. */
class TrainPlanFolderTest {

  private static final int CELLS = 10;
  private static final int WORKERS = 3;
  private static final int LATENT = BenchModel.LATENT;
  private static final int CLASSES = 3;

  private final Settings.Train settings = Settings.defaults().train();

  @TempDir Path folder;

  private TrainableParameters initial;

  @BeforeEach
  void write() throws IOException {
    BenchModel.write(folder.resolve("model"), BenchShard.madeUpGenes(12));
    MlpWeights encoder =
        ScimilarityFolder.read(new LocalFolder(folder.resolve("model"))).encoderWeights();
    LoraConfig lora = new LoraConfig(8, 16, List.of(LoraConfig.ALL_LINEAR));
    ParameterLayout layout = ParameterLayout.of(encoder, lora, settings.head().hidden(), CLASSES);
    float[] scale = new float[LATENT];
    Arrays.fill(scale, 2);
    initial = TrainableParameters.initial(layout, new EmbeddingScale(new float[LATENT], scale), 7);
    int[] labels = IntStream.range(0, CELLS).map(i -> i % CLASSES).toArray();
    TrainPlanFolder.write(
        folder,
        new TrainPlan(
            initial,
            new BatchPlan(7, WORKERS, 6),
            labels,
            Map.of(LossTerm.CROSS_ENTROPY, 1.0, LossTerm.RECONSTRUCTION, 0.25),
            new double[] {0.5, 1, 1, 0.75},
            settings));
  }

  @Test
  void everyCellOfAnEpochStandsOnceAmongTheRowsOfItsWorker() throws IOException {
    int[] rows = ints("rows.bin");
    JsonNode parts = facts().path("parts");

    assertThat(parts.toString()).isEqualTo("[[2,2,2],[2,1,1],[2,2,2],[2,1,1]]");
    assertThat(Arrays.copyOf(rows, CELLS)).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    int at = 0;
    for (JsonNode step : parts) {
      for (int worker = 0; worker < WORKERS; worker++) {
        for (int i = 0; i < step.path(worker).asInt(); i++) {
          assertThat(rows[at++] % WORKERS).isEqualTo(worker);
        }
      }
    }
    assertThat(Arrays.copyOf(rows, CELLS))
        .as("the next epoch has an order of its own")
        .isNotEqualTo(Arrays.copyOfRange(rows, CELLS, 2 * CELLS));
    assertThat(ints("labels.bin")).containsExactly(0, 1, 2, 0, 1, 2, 0, 1, 2, 0);
  }

  @Test
  void thereAreThreeDrawsForEachRowAndTheyAreTheStepsOwn() throws IOException {
    ByteBuffer bytes = bytes("draws.bin");
    float[] draws = new float[bytes.remaining() / Float.BYTES];
    bytes.asFloatBuffer().get(draws);

    assertThat(draws).hasSize(3 * 2 * CELLS);
    long[] first = {ints("rows.bin")[0]};
    assertThat(Arrays.copyOf(draws, 3))
        .isEqualTo(new BatchPlan(7, WORKERS, 6).tripletDraws(first, 0, 0));
  }

  @Test
  void theValuesAreThoseThatTrainingStartsFrom() throws IOException {
    LoraPair written =
        PeftAdapter.read(new LocalFolder(folder.resolve("adapter"))).layers().get("network.1.1");
    NamedTensors head = tensors("head.safetensors");
    float[] values = initial.values();
    int hidden = settings.head().hidden();

    assertThat(written.a()).isEqualTo(initial.adapter().layers().get("network.1.1").a());
    assertThat(written.b()).containsOnly(0);
    assertThat(head.get("0.weight").shape()).containsExactly(hidden, LATENT);
    assertThat(head.get("0.weight").floats()[0])
        .as("not scaled, unlike the head that is saved after training")
        .isEqualTo(values[initial.layout().adapterSize()]);
    assertThat(head.get("3.bias").floats())
        .isEqualTo(Arrays.copyOfRange(values, values.length - CLASSES, values.length));
    assertThat(tensors("scale.safetensors").get("scale").floats()).containsOnly(2);
  }

  @Test
  void theRecipeIsThatOfTheSettings() throws IOException {
    JsonNode facts = facts();

    assertThat(facts.path("losses").path("cross_entropy").asDouble()).isEqualTo(1);
    assertThat(facts.path("losses").path("reconstruction").asDouble()).isEqualTo(0.25);
    assertThat(facts.path("factors").toString()).isEqualTo("[0.5,1.0,1.0,0.75]");
    assertThat(facts.path("learning_rate").asDouble()).isEqualTo(settings.learningRate());
    assertThat(facts.path("weight_decay").asDouble()).isEqualTo(settings.weightDecay());
    assertThat(facts.path("betas").toString()).isEqualTo("[0.9,0.999]");
    assertThat(facts.path("clip_norm").asDouble()).isEqualTo(settings.clipNorm());
  }

  private JsonNode facts() throws IOException {
    return new ObjectMapper().readTree(folder.resolve("plan.json").toFile());
  }

  private int[] ints(String name) throws IOException {
    ByteBuffer bytes = bytes(name);
    int[] numbers = new int[bytes.remaining() / Integer.BYTES];
    bytes.asIntBuffer().get(numbers);
    return numbers;
  }

  private ByteBuffer bytes(String name) throws IOException {
    return ByteBuffer.wrap(Files.readAllBytes(folder.resolve(name))).order(ByteOrder.LITTLE_ENDIAN);
  }

  private NamedTensors tensors(String name) throws IOException {
    try (InputStream in = Files.newInputStream(folder.resolve(name))) {
      return Safetensors.read(in, name);
    }
  }
}
