package io.cellora.job.cli;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
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
  void anEmptyOutputFolderIsFreshAndAFullOneIsNot() throws IOException {
    String out = folder.toString();
    here().requireFreshOutput(out, false);

    Files.createFile(folder.resolve("x"));
    assertThatThrownBy(() -> here().requireFreshOutput(out, false))
        .hasMessageContaining("Cannot write output (folder exists")
        .hasMessageContaining("--overwrite");
    here().requireFreshOutput(out, true);
  }

  @Test
  void aFileIsNoOutputFolder() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));

    assertThatThrownBy(() -> here().requireFreshOutput(file.toString(), false))
        .hasMessageContaining("Cannot write output");
  }

  private static LocalPaths here() {
    return LocalPaths.ofThisMachine();
  }
}
