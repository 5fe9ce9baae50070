package io.cellora.h5ad;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cellora.SparkTestBase;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A file may only say what is in it: every way to name another file is refused. */
class OutsideFilesTest extends SparkTestBase {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "external_link    | a link into another file, which is not followed: secret.h5ad:/data",
        "external_storage | Encountered External Data Files Message, this is not supported",
        "external_dense   | Encountered External Data Files Message, this is not supported",
        "virtual          | Virtual storage is not supported"
      })
  void dataOfAnotherFileIsRefused(String name, String reason) {
    for (String layer : List.of("X", "auto")) {
      assertThatThrownBy(
              () ->
                  spark
                      .read()
                      .format("h5ad")
                      .option("layer", layer)
                      .load(Fixtures.h5ad("outside/" + name))
                      .select("features")
                      .collectAsList())
          .as(layer)
          .hasMessageContaining("Cannot read ")
          .hasMessageContaining(name + ".h5ad (")
          .hasMessageContaining(reason);
    }
  }
}
