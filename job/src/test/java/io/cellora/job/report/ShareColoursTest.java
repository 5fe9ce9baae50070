package io.cellora.job.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import org.junit.jupiter.api.Test;

class ShareColoursTest {

  @Test
  void numbersAreLegibleOnEveryShare() {
    for (int i = 0; i <= 1000; i++) {
      Color cell = ShareColours.of(i / 1000.0);
      assertThat(ShareColours.contrast(ShareColours.textOn(cell), cell))
          .as("share " + i / 1000.0)
          .isGreaterThan(4.5);
    }
  }

  @Test
  void largerShareIsDarker() {
    double before = 22;
    for (int i = 0; i <= 100; i++) {
      double contrast = ShareColours.contrast(ShareColours.of(i / 100.0), Color.BLACK);
      assertThat(contrast).as("share " + i / 100.0).isLessThan(before);
      before = contrast;
    }
  }

  @Test
  void smallestShareDiffersFromNone() {
    assertThat(ShareColours.of(0)).isEqualTo(Color.WHITE);
    assertThat(ShareColours.contrast(Color.WHITE, ShareColours.of(1e-9))).isGreaterThan(1.1);
  }
}
