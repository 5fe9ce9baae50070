package io.cellora.h5ad;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A smoke run of the fuzzer; {@code job/bench/fuzz_h5ad.sh} runs it for long, led by coverage. */
class H5adFuzzTest {

  private static final int RECIPES = 3000;
  private static final String LOGGED = H5adFuzz.class.getPackageName();

  @BeforeAll
  static void quiet() {
    // thousands of reads would each send their plan to executors
    SparkSession.clearActiveSession();
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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          deflate_bomb_in_data       | X/data
          deflate_bomb_in_text       | obs/
          one_long_text_many_times   | obs/
          found_categories_shape     | (obs/kind/categories: declares 288230376151711792 bytes, only
          found_chunk_length         | X/indices
          found_member_length        | does not lie inside the records of its dataset
          found_header_length        | 324862040 bytes wanted at 26456, the file ends at 36048
          found_index_shape          | (obs/_index: declares 75161927872 bytes, only 22584 are stored)
          found_matrix_columns       | (X says that it is
          found_newest_header_length | 2013266017 bytes wanted at 6732, the file ends at 14419
          found_partitions           | (obs/_index: declares 4503598905950400 bytes, only 85 are
          found_shape_overflow       | (obs/_index: impossible shape [5037276183213899788])
          found_shuffle_size         | a chunk is shuffled by elements of
          found_var_shape            | (var/_index: declares 14604370032 bytes, only 27600 are stored)
          huge_categories            | (obs/kind/categories: declares 17592186044416 bytes, only 1024
          huge_dense                 | (X: declares 52776558133248 bytes, only 49152 are stored)
          huge_obs_chunked           | (obs/_index: declares 8796093022208 bytes, only 8192 are stored)
          huge_obs_unwritten         | (obs/_index: declares 8796093022208 bytes, only 16777216 are
          huge_shape                 | (X says that it is 1099511627776 x 1099511627776)
          huge_var                   | (var/_index: declares 34359738352 bytes, only 16384 are stored)
          links_in_a_circle          | obs/loop
          tree_of_trees              | references lead in a circle
          """)
  void filesThatOnceBrokeThePromiseAreRefused(String name, String reason) {
    assertThat(H5adFuzz.check(FuzzSeed.unpack("crashes/" + name + ".h5ad.gz")))
        .anySatisfy(refusal -> assertThat(refusal).contains(reason));
  }

  @Test
  void muchThatIsWellCompressedIsNoTrap() {
    byte[] file = FuzzSeed.unpack("crashes/zeros_that_are_stored.h5ad.gz");
    String path = MemoryFileSystem.put("zeros.h5ad", file);
    try (H5adFile open = H5adFile.open(path, MemoryFileSystem.conf())) {
      assertThat(open.dataset("zeros").getSize()).isEqualTo(32 << 20).isGreaterThan(file.length);
    }
  }

  @Test
  void aMillionRowsThatWereNeverWrittenAreReadInTheMemoryOfAFew() {
    assertThat(H5adFuzz.check(FuzzSeed.unpack("crashes/found_unwritten_genes.h5ad.gz")))
        .anySatisfy(refusal -> assertThat(refusal).contains("12 cells and var 983047 genes"));
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
