package io.cellora.job.report.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class RangeTest {

  @Test
  void ticksAreRoundAndHoldTheValues() {
    Range range = Range.around(DoubleStream.of(0.613, 0.847));

    assertThat(range.ticks().stream().map(range::text))
        .containsExactly("0.60", "0.65", "0.70", "0.75", "0.80", "0.85");
    assertThat(range.part(0.613)).isBetween(0.0, 1.0);
    assertThat(range.part(0.847)).isBetween(0.0, 1.0);
  }

  @Test
  void oneValueOrNoneStillHasAnAxis() {
    Range one = Range.around(DoubleStream.of(3, 3, Double.NaN));
    assertThat(one.lower()).isLessThan(one.upper());
    assertThat(one.part(3)).isBetween(0.0, 1.0);
    assertThat(Range.around(DoubleStream.of(Double.NaN, Double.POSITIVE_INFINITY)))
        .isEqualTo(Range.unit());
  }

  @Test
  void epochsHaveWholeTicks() {
    assertThat(Range.whole(1, 3).ticks()).containsExactly(1.0, 2.0, 3.0);
    assertThat(Range.whole(1, 1).ticks()).containsExactly(1.0, 2.0);
  }

  @Test
  void negativeZeroIsZero() {
    Range range = Range.around(DoubleStream.of(-0.2, 0.2));
    assertThat(range.ticks().stream().map(range::text)).contains("0").doesNotContain("-0", "-0.0");
  }

  @Test
  void linesAreInterruptedWhereAValueIsMissing() {
    Series series =
        new Series(
            "a<b",
            1,
            Series.Style.LINE,
            DoubleStream.of(1, 2, Double.NaN, 3, 4)
                .mapToObj(y -> new Series.Point(y == y ? y : 2.5, y))
                .toList());
    String svg = new LineChart("t", "x", "y").add(series).svg();

    String path = svg.replaceAll("(?s).*<path [^>]*d=\"([^\"]*)\".*", "$1");
    assertThat(path.chars().filter(c -> c == 'M').count()).isEqualTo(2);
    assertThat(path.chars().filter(c -> c == 'L').count()).isEqualTo(2);
    assertThat(svg).contains("<title>a&lt;b</title>").doesNotContain("NaN");
  }
}
