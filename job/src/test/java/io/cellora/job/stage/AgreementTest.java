package io.cellora.job.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class AgreementTest {

  @Test
  void theWorstCellAndTheWorstValueCount() {
    Agreement agreement =
        Agreement.of(
            List.of(new float[] {1, 0}, new float[] {3, 4}, new float[] {0, 1}),
            new float[][] {{1, 0}, {4, 3}, {0, 1.5f}});

    assertThat(agreement.largestDifference()).isEqualTo(1);
    assertThat(agreement.smallestCosine()).isCloseTo(24 / 25.0, within(1e-12));
  }

  @Test
  void aMissingCellIsNoAgreement() {
    assertThatThrownBy(() -> Agreement.of(List.of(), new float[][] {{1}}))
        .hasMessage("Cannot compare embeddings (0 and 1 cells)");
  }
}
