package io.cellora.h5ad;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** A smoke run of the fuzzer; {@code job/bench/fuzz_h5ad.sh} runs it for long, led by coverage. */
class H5adFuzzTest {

  private static final int RECIPES = 3000;
  private static final String LOGGED = H5adFuzz.class.getPackageName();

  @BeforeAll
  static void quiet() {
    Configurator.setLevel(LOGGED, Level.OFF);
  }

  @AfterAll
  static void loud() {
    Configurator.setLevel(LOGGED, Level.WARN);
  }

  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
  void damagedFilesAreReadOrRefusedByName() {
    Random random = new Random(1);
    for (int i = 0; i < RECIPES; i++) {
      byte[] recipe = new byte[1 + FuzzRecipe.EDIT_BYTES * (1 + random.nextInt(4))];
      random.nextBytes(recipe);
      H5adFuzz.fuzzerTestOneInput(recipe);
    }
  }

  @Test
  void checksumsOfTheNewestFormatAreMended() {
    for (FuzzSeed seed : FuzzSeed.all()) {
      byte[] changed = seed.bytes().clone();
      seed.sealed().forEach(range -> changed[range[1]] ^= 1);
      seed.seal(changed);
      assertThat(changed).isEqualTo(seed.bytes());
      if (seed.name().startsWith("latest")) {
        assertThat(seed.sealed()).hasSizeGreaterThan(10);
      }
    }
  }
}
