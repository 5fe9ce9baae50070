package io.cellora.h5ad;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RowCutsTest {

  @Test
  void rangesHaveAboutAsManyValuesAndBeginBehindAChunkBorder() {
    RowCuts cuts = new RowCuts(100, 40, 1000);
    long[] offsets = new long[51];
    for (int i = 0; i < offsets.length; i++) {
      offsets[i] = 7L * i;
    }
    cuts.add(offsets);
    // borders at 120 (of 100), 240 (of 126 + 100) and 360 (of 245 + 100)
    assertThat(cuts.cuts()).containsExactly(0, 18, 35, 50);
  }

  @Test
  void offsetsMayComeInAnyBlocks() {
    RowCuts whole = new RowCuts(10, 4, 5);
    whole.add(new long[] {0, 3, 3, 9, 20, 21, 22, 23, 24, 25, 26});
    RowCuts parts = new RowCuts(10, 4, 5);
    parts.add(new long[] {0, 3, 3, 9});
    parts.add(new long[] {9, 20, 21, 22});
    parts.add(new long[] {22, 23, 24, 25, 26});
    assertThat(parts.cuts()).containsExactly(whole.cuts()).startsWith(0).endsWith(10);
  }

  @Test
  void emptyRowsAreCutByTheirNumber() {
    RowCuts cuts = new RowCuts(100, 1, 4);
    cuts.add(new long[11]);
    assertThat(cuts.cuts()).containsExactly(0, 4, 8, 10);
  }

  @Test
  void aRowLargerThanARangeStaysWhole() {
    RowCuts cuts = new RowCuts(10, 1, 100);
    cuts.add(new long[] {0, 1000, 1001, 1002});
    assertThat(cuts.cuts()).containsExactly(0, 1, 3);
  }

  @Test
  void moreThanTwoBillionValuesAreNothingSpecial() {
    RowCuts cuts = new RowCuts(1L << 31, 1 << 20, 1L << 40);
    cuts.add(new long[] {0, 3L << 31, 5L << 31, 6L << 31});
    assertThat(cuts.cuts()).containsExactly(0, 1, 2, 3);
  }

  @Test
  void noRowsGiveNoRange() {
    assertThat(new RowCuts(10, 1, 10).cuts()).containsExactly(0);
    assertThat(RowCuts.evenly(0, 5)).containsExactly(0);
    assertThat(RowCuts.evenly(11, 5)).containsExactly(0, 5, 10, 11);
  }
}
