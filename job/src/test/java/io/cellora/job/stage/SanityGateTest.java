package io.cellora.job.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.cellora.Fixtures;
import io.cellora.encoder.SparseBatch;
import io.cellora.job.config.SanityCheck;
import io.cellora.weights.LocalFolder;
import io.cellora.weights.LoraPair;
import io.cellora.weights.LoraWeights;
import io.cellora.weights.MlpWeights;
import io.cellora.weights.PeftAdapter;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.linalg.Vectors;
import org.junit.jupiter.api.Test;

/** The gate must fail when a promise is broken: each test breaks one. */
class SanityGateTest {

  private final MlpWeights base = Fixtures.smallModel().encoderWeights();
  private final LoraWeights adapter = adapter();

  @Test
  void aSoundRunPasses() {
    assertThat(failed(base, adapter, adapter, base)).isEmpty();
  }

  @Test
  void aBaseThatWasChangedOnTheWayFails() {
    MlpWeights.Linear output = base.output();
    float[] nudged = output.weight().clone();
    nudged[3] = Math.nextUp(nudged[3]) + 1e-6f;
    MlpWeights changed = new MlpWeights(base.hidden(), output.withWeight(nudged));
    assertThat(failed(changed, adapter, adapter, base)).contains("adapters_off_equal_base");
  }

  @Test
  void anAdapterThatDoesNothingFails() {
    assertThat(failed(base, withB(0), withB(0), base))
        .containsExactly("adapters_on_change_embeddings");
  }

  @Test
  void anAdapterThatComesBackDifferentFails() {
    assertThat(failed(base, adapter, withB(0.01f), base)).contains("reloaded_equals_saved");
  }

  private List<String> failed(
      MlpWeights used, LoraWeights trained, LoraWeights reloaded, MlpWeights fromDisk) {
    return new SanityGate(used, trained, reloaded)
        .check(cells(), fromDisk).stream()
            .filter(check -> !check.passed())
            .map(SanityCheck::name)
            .toList();
  }

  private static SparseBatch cells() {
    SparseBatch batch = new SparseBatch(12);
    Fixtures.json("weights/scimilarity_small_expected.json")
        .get("x")
        .forEach(row -> batch.add(Vectors.dense(Fixtures.doubles(row))));
    return batch;
  }

  private LoraWeights withB(float value) {
    Map<String, LoraPair> layers = new LinkedHashMap<>();
    adapter
        .layers()
        .forEach(
            (name, pair) -> {
              float[] b = new float[pair.b().length];
              Arrays.fill(b, value);
              layers.put(name, pair.withB(b));
            });
    return new LoraWeights(layers);
  }

  private static LoraWeights adapter() {
    try {
      return PeftAdapter.read(new LocalFolder(Fixtures.path("weights/peft_small")));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
