package io.cellora.encoder;

import static org.assertj.core.api.Assertions.assertThat;

import io.cellora.Fixtures;
import io.cellora.weights.MlpWeights;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class EncoderCacheTest {

  private final MlpWeights weights = Fixtures.smallModel().encoderWeights();

  @Test
  void weightsAreLoadedOnceForTheSameHash() {
    AtomicInteger loads = new AtomicInteger();
    for (int i = 0; i < 3; i++) {
      try (EncoderCache.Lease lease = EncoderCache.acquire("once", () -> count(loads))) {
        assertThat(lease.encoder().weights()).isSameAs(weights);
      }
    }
    assertThat(loads).hasValue(1);
  }

  @Test
  void idleEncodersAreFreedDownToTheBoundAndLeasedOnesNever() {
    SparseBatch cell = new SparseBatch(weights.inputSize());
    cell.add(new int[] {1}, new double[] {2}, 1);
    try (EncoderCache.Lease held =
        EncoderCache.acquire("held", () -> NativeEncoder.load(weights))) {
      float[] before = held.encoder().encode(cell);
      for (int i = 0; i < EncoderCache.BOUND + 2; i++) {
        EncoderCache.acquire("other" + i, () -> NativeEncoder.load(weights)).close();
      }
      assertThat(EncoderCache.loaded()).isEqualTo(EncoderCache.BOUND);
      assertThat(held.encoder().encode(cell)).containsExactly(before);
    }
  }

  private NativeEncoder count(AtomicInteger loads) {
    loads.incrementAndGet();
    return NativeEncoder.load(weights);
  }
}
