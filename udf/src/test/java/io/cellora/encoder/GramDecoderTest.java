package io.cellora.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.cellora.weights.MlpWeights;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class GramDecoderTest {

  private static final int GENES = 70;

  /** More columns than one call takes, and not a multiple. */
  private static final int HIDDEN = 300;

  @Test
  void theProductsEqualPlainSumsInDoubleWhereverTheCallsMeet() {
    SplittableRandom random = new SplittableRandom(1);
    float[] weight = new float[GENES * HIDDEN];
    for (int i = 0; i < weight.length; i++) {
      weight[i] = (float) random.nextDouble(-1, 1);
    }
    float[] bias = new float[GENES];
    for (int i = 0; i < GENES; i++) {
      bias[i] = (float) random.nextDouble(-1, 1);
    }
    MlpWeights.Linear last = new MlpWeights.Linear("network.0", HIDDEN, GENES, weight, bias);

    GramDecoder decoder = GramDecoder.of(new MlpWeights(List.of(), last));

    for (int row = 0; row < HIDDEN; row++) {
      for (int column = 0; column < HIDDEN; column++) {
        double sum = 0;
        for (int gene = 0; gene < GENES; gene++) {
          sum += (double) weight[gene * HIDDEN + row] * weight[gene * HIDDEN + column];
        }
        assertThat((double) decoder.gram()[row * HIDDEN + column]).isCloseTo(sum, within(1e-5));
      }
      double sum = 0;
      for (int gene = 0; gene < GENES; gene++) {
        sum += (double) weight[gene * HIDDEN + row] * bias[gene];
      }
      assertThat((double) decoder.cross()[row]).isCloseTo(sum, within(1e-5));
    }
  }
}
