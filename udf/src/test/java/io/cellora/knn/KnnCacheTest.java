package io.cellora.knn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class KnnCacheTest {

  private final List<ReferenceBlock> blocks = Expected.blocks(64);

  @Test
  void blocksAreLoadedOnceForAKey() {
    AtomicInteger loads = new AtomicInteger();
    for (int i = 0; i < 3; i++) {
      KnnCache.acquire("once", () -> count(loads)).close();
    }
    assertThat(loads).hasValue(1);
  }

  @Test
  void idleIndexesAreFreedDownToTheBoundAndLeasedOnesNever() {
    float[] queries = Expected.units("queries");
    try (KnnCache.Lease held = KnnCache.acquire("held", () -> blocks)) {
      for (int i = 0; i < KnnCache.BOUND + 2; i++) {
        KnnCache.acquire("other" + i, () -> blocks).close();
      }
      assertThat(KnnCache.loaded()).isEqualTo(KnnCache.BOUND);
      Neighbours[] best = Neighbours.none(Expected.size("queries"), 3);
      held.index().search(queries, best);
      assertThat(best).allMatch(found -> found.size() == 3);
    }
  }

  @Test
  void whatIsForgottenIsFreedAtOnce() {
    KnnCache.acquire("gone", () -> blocks).close();
    int before = KnnCache.loaded();
    KnnCache.forget("gone");
    KnnCache.forget("gone");
    assertThat(KnnCache.loaded()).isEqualTo(before - 1);
  }

  private List<ReferenceBlock> count(AtomicInteger loads) {
    loads.incrementAndGet();
    return blocks;
  }
}
