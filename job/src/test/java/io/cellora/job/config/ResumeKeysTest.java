package io.cellora.job.config;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResumeKeysTest {

  private static final Map<String, String> BEFORE = ResumeKeys.of(Settings.defaults());

  @ParameterizedTest
  @CsvSource({
    "train.batchSize, 17, 256",
    "train.workers, 3, 4",
    "train.losses.triplet.margin, 0.5, 0.05",
    "train.earlyStopping.patience, 3, 0",
    "lora.r, 4, 8",
    "lora.dynamic.energy, 0.5, 0.95",
    "input.label, other, cell_type",
    "encoder.device, cpu, auto",
    "arms.lora-distill.train.losses.distillation, 3, 1"
  })
  void whatChangesBytesIsRefusedByNameWithBothValues(String key, String now, String before) {
    Map<String, String> changed = ResumeKeys.of(Settings.defaultsWith(Map.of(key, now)));
    assertThatThrownBy(() -> ResumeKeys.check(BEFORE, changed))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "Cannot resume (setting %s was %s in the run that is there): %s;"
                .formatted(key, before, now));
  }

  @Test
  void aKeyThatIsNewIsRefused() {
    Map<String, String> changed =
        ResumeKeys.of(Settings.defaultsWith(Map.of("arms.lora-ce.train.clipNorm", "2")));
    assertThatThrownBy(() -> ResumeKeys.check(BEFORE, changed))
        .hasMessageContaining("arms.lora-ce.train.clipNorm was (not set) in the run that is there");
  }

  @ParameterizedTest
  @CsvSource({
    "spark.master, local[1]",
    "train.checkpoint.everySteps, 7",
    "train.checkpoint.keep, 7",
    "arms.lora-ce.train.checkpoint.keep, 7",
    "encoder.threads, 2",
    "encoder.batchSize, 2",
    "input.rowsPerPartition, 7",
    "baseline.tolerance, 0.1",
    "evaluate.bootstrap.resamples, 200",
    "arms.run, lora-ce",
    "evaluate.triplets, 7",
    "source.input.label, kind",
    "train.seeds, 3"
  })
  void whatChangesNoByteMayDiffer(String key, String now) {
    Map<String, String> changed = ResumeKeys.of(Settings.defaultsWith(Map.of(key, now)));
    assertThatCode(() -> ResumeKeys.check(BEFORE, changed)).doesNotThrowAnyException();
  }
}
