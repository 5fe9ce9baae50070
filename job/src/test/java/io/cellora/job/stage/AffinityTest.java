package io.cellora.job.stage;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AffinityTest {

  @Test
  void theKernelsListsAreUnderstood() {
    assertThat(Affinity.parse("0")).containsExactly(0);
    assertThat(Affinity.parse("0-2,5")).containsExactly(0, 1, 2, 5);
    assertThat(Affinity.parse("3,7-8")).containsExactly(3, 7, 8);
  }

  @Test
  void moreProcessorsThanThereAreCannotBeHeld() {
    assertThat(Affinity.ofThisProcess().hold(100_000)).isFalse();
  }
}
