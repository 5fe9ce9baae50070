package io.cellora.job.cli;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalPathsTest {

  @TempDir private Path folder;

  @Test
  void missingInputsAreRefused() {
    String missing = folder.resolve("no.h5ad").toString();

    assertThatThrownBy(() -> here().requireInputs(List.of(folder.toString(), missing)))
        .hasMessage("Cannot read input (no such file or folder): " + missing);
    assertThatThrownBy(() -> LocalPaths.ofCluster().requireInput("file:" + missing))
        .hasMessage("Cannot read input (no such file or folder): file:" + missing);
  }

  @Test
  void patternsAndOtherFileSystemsAreLeftToTheReader() {
    assertThatCode(
            () -> {
              here().requireInput(folder + "/*.h5ad");
              here().requireInput("s3a://bucket/no.h5ad");
              here().requireFreshOutput("hdfs://host/out", false);
              LocalPaths.ofCluster().requireInput("/no/such/folder/a.h5ad");
            })
        .doesNotThrowAnyException();
  }

  @Test
  void anExistingOutputNeedsOverwrite() {
    String out = folder.toString();

    assertThatThrownBy(() -> here().requireFreshOutput(out, false))
        .hasMessage(
            "Cannot write output (the folder exists; choose another or add --overwrite): " + out);
    assertThatCode(() -> here().requireFreshOutput(out, true)).doesNotThrowAnyException();
    assertThatCode(() -> here().requireFreshOutput(out + "/new", false)).doesNotThrowAnyException();
  }

  private static LocalPaths here() {
    return LocalPaths.ofThisMachine();
  }
}
