package io.cellora.job.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ClassQuotasTest {

  private static final List<Double> PARTS = List.of(0.7, 0.1, 0.1, 0.1);

  @Test
  void partsThatComeOutEvenAreExact() {
    assertThat(ClassQuotas.of(new long[] {100, 10, 3000}, PARTS))
        .isDeepEqualTo(new long[][] {{70, 10, 10, 10}, {7, 1, 1, 1}, {2100, 300, 300, 300}});
  }

  @Test
  void everyCellGoesSomewhereAndClassesAreRoundedByLessThanACell() {
    Random random = new Random(5);
    for (int trial = 0; trial < 200; trial++) {
      long[] sizes = random.longs(1 + random.nextInt(40), 2, 2 + random.nextInt(300) + 1).toArray();
      long[][] quotas = ClassQuotas.of(sizes, PARTS);
      double all = Arrays.stream(sizes).sum();
      for (int c = 0; c < sizes.length; c++) {
        assertThat(Arrays.stream(quotas[c]).sum()).isEqualTo(sizes[c]);
        for (int s = 0; s < PARTS.size(); s++) {
          assertThat((double) quotas[c][s]).isCloseTo(PARTS.get(s) * sizes[c], within(1.0));
        }
      }
      for (int s = 0; s < PARTS.size(); s++) {
        int split = s;
        double mine = Arrays.stream(quotas).mapToLong(quota -> quota[split]).sum();
        assertThat(mine).isCloseTo(PARTS.get(s) * all, within(2.0));
      }
    }
  }

  @Test
  void manyClassesOfThreeCellsFeedEverySplitAndAreAllLearnt() {
    long[] sizes = new long[40];
    Arrays.fill(sizes, 3);
    long[][] quotas = ClassQuotas.of(sizes, PARTS);
    long[] sums = new long[PARTS.size()];
    for (long[] quota : quotas) {
      assertThat(quota[0]).isPositive();
      for (int s = 0; s < sums.length; s++) {
        sums[s] += quota[s];
      }
    }
    assertThat(sums).containsExactly(84, 12, 12, 12);
  }

  @Test
  void aClassOfOneCellIsLearntAndOneOfNoneIsNothing() {
    assertThat(ClassQuotas.of(new long[] {1, 0, 1, 1, 1, 1}, PARTS))
        .isDeepEqualTo(
            new long[][] {
              {1, 0, 0, 0}, {0, 0, 0, 0}, {1, 0, 0, 0}, {1, 0, 0, 0}, {1, 0, 0, 0}, {1, 0, 0, 0}
            });
  }
}
