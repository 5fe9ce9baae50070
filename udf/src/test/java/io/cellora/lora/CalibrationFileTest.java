package io.cellora.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cellora.weights.LocalFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CalibrationFileTest {

  @TempDir Path folder;

  @Test
  void whatIsWrittenIsReadBackWithAndWithoutAThreshold() throws IOException {
    for (OptionalDouble threshold :
        new OptionalDouble[] {OptionalDouble.of(0.7F), OptionalDouble.empty()}) {
      Calibration written = new Calibration(1.4803168140762202, threshold, 0.05, 160);
      written.write(new LocalFolder(folder));
      assertThat(Calibration.read(new LocalFolder(folder))).isEqualTo(written);
    }
  }

  @Test
  void aCellAbstainsBelowTheThresholdAndNeverWithoutOne() {
    Calibration calibration = new Calibration(2, OptionalDouble.of(0.7F), 0.05, 160);
    assertThat(calibration.abstains(0.7F)).isFalse();
    assertThat(calibration.abstains(Math.nextDown(0.7F))).isTrue();
    assertThat(new Calibration(2, OptionalDouble.empty(), 0.05, 160).abstains(0)).isFalse();
  }

  @Test
  void probabilitiesAreRaisedToTheInverseTemperatureAndSumToOne() {
    Calibration calibration = new Calibration(2, OptionalDouble.empty(), 0.05, 160);
    assertThat(calibration.scale(new float[] {0.64F, 0.32F, 0.04F}))
        .containsExactly(0.5109583F, 0.3613021F, 0.12773958F);
    float[] untouched = {0.64F, 0.32F, 0.04F};
    assertThat(new Calibration(1, OptionalDouble.empty(), 0.05, 0).scale(untouched))
        .containsExactly(untouched);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"temperature": 0, "threshold": null, "risk": 0.05, "cells": 3}      | temperature: 0.0, expected > 0
          {"temperature": 1, "threshold": 1.5, "risk": 0.05, "cells": 3}       | threshold: 1.5, expected from 0 to 1
          {"temperature": 1, "threshold": "0.5", "risk": 0.05, "cells": 3}     | threshold: "0.5", expected a number
          {"temperature": 1, "threshold": 0.5, "cells": 3}                     | risk: , expected a number
          {"temperature                                                        | Unexpected end-of-input
          """)
  void aFileThatIsNoCalibrationIsNamedWithWhatIsWrong(String json, String why) throws IOException {
    Files.write(folder.resolve("calibration.json"), json.getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> Calibration.read(new LocalFolder(folder)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Cannot read calibration (")
        .hasMessageContaining(why)
        .hasMessageEndingWith("): " + folder + "/calibration.json");
  }
}
