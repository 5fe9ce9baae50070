package io.cellora.lora;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PackedRowsTest {

  @ParameterizedTest
  @CsvSource({"5, 28231", "255, 28231", "256, 65536", "257, 65537", "100000, 70000"})
  void everyValueComesBackBitForBit(int different, int columns) {
    SparseRows rows = random(different, columns);
    assertSame(PackedRows.of(rows, columns).unpacked(), rows);
  }

  @ParameterizedTest
  @CsvSource({"5, 28231", "300, 70000"})
  void rowsArePickedAndJoinedInTheOrderAskedFor(int different, int columns) {
    SparseRows rows = random(different, columns);
    PackedRows packed = PackedRows.of(rows, columns);
    int[] all = IntStream.range(0, rows.size()).toArray();
    PackedRows turned = packed.select(IntStream.of(all).map(i -> rows.size() - 1 - i).toArray());
    PackedRows parts =
        PackedRows.joined(
            List.of(
                turned.select(new int[] {rows.size() - 1}),
                turned.select(new int[0]),
                turned.select(
                    IntStream.range(1, rows.size()).map(i -> rows.size() - 1 - i).toArray())));
    assertSame(parts.unpacked(), rows);
  }

  /** Empty rows are among them, and numbers that equal each other but for the sign of zero. */
  private static SparseRows random(int different, int columns) {
    SplittableRandom random = new SplittableRandom(different);
    int n = 40;
    int[] offsets = new int[n + 1];
    for (int i = 0; i < n; i++) {
      offsets[i + 1] = offsets[i] + (i % 7 == 0 ? 0 : random.nextInt(700));
    }
    int[] indices = random.ints(offsets[n], 0, columns).toArray();
    float[] values = new float[offsets[n]];
    for (int i = 0; i < values.length; i++) {
      int number = random.nextInt(different);
      values[i] = number == 0 ? -0f : number == 1 ? 0f : (float) Math.log1p(number * 0.37);
    }
    return new SparseRows(offsets, indices, values);
  }

  private static void assertSame(SparseRows actual, SparseRows expected) {
    assertThat(actual.offsets()).containsExactly(expected.offsets());
    assertThat(actual.indices()).containsExactly(expected.indices());
    for (int i = 0; i < expected.values().length; i++) {
      assertThat(Float.floatToRawIntBits(actual.values()[i]))
          .isEqualTo(Float.floatToRawIntBits(expected.values()[i]));
    }
  }
}
