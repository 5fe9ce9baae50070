package io.cellora.job.stage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cellora.job.config.InspectRequest;
import io.cellora.job.config.OutputForm;
import io.cellora.job.config.Settings;
import io.cellora.job.config.SilentProgress;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On fixtures of udf, without Spark. */
class InspectTest {

  private static final Settings SETTINGS =
      Settings.defaultsWith(Map.of("input.minGeneOverlap", "20"));

  @TempDir Path folder;

  private final Printed printed = new Printed();
  private String order;

  @BeforeEach
  void copyFixtures() throws IOException {
    copy("csr_counts.h5ad");
    order = copy("gene_order.tsv").toString();
  }

  @Test
  void aTableShowsMatricesColumnsGenesAndWhatIsRefused() {
    assertThat(inspect(OutputForm.TABLE, folder + "/csr_counts.h5ad")).isZero();
    assertThat(printed.outputs).isEmpty();
    assertThat(printed.tables).hasSize(1);
    assertThat(printed.tables.get(0).lines())
        .contains(
            "30 cells x 40 genes, anndata 0.1.0, 0.1 MB",
            "features from X",
            "genes shared with the gene order: 25 by index",
            "matrix  encoding      shape  type     indices  filters  chunk  stored  sparsity  values"
                + " (sampled)",
            "X       csr_matrix  30 x 40  float32  int32    gzip 4     570     570    52.5 %  holds"
                + " integers up to 15: it looks like counts",
            "cell_type   string   categorical        4         3  T cell (14), B cell (8),"
                + " Körnerzelle (4)",
            "small       tinyint  array              0        10  -5 to 4: 3 (6), -2 (5), 1 (4), -1"
                + " (3), -4 (3)",
            "big         bigint   array              0        30  31,533,511,179 to"
                + " 1,098,642,772,270",
            "refused     why",
            "obs/matrix  it has 2 dimensions, expected one");
  }

  @Test
  void jsonIsOneObjectAndNothingElse() throws IOException {
    assertThat(inspect(OutputForm.JSON, folder + "/csr_counts.h5ad")).isZero();
    assertThat(printed.tables).isEmpty();
    assertThat(printed.outputs).hasSize(1);

    JsonNode root = new ObjectMapper().readTree(printed.outputs.get(0));
    assertThat(root.path("readable").asInt()).isEqualTo(1);
    JsonNode file = root.path("files").path(0);
    assertThat(file.path("cells").asInt()).isEqualTo(30);
    assertThat(file.path("features_from").asText()).isEqualTo("X");
    assertThat(file.path("genes_shared").path("index").asInt()).isEqualTo(25);
    JsonNode x = file.path("matrices").path(0);
    assertThat(x.path("shape")).hasToString("[30,40]");
    assertThat(x.path("chunk")).hasToString("[570]");
    assertThat(x.path("sparsity").asDouble()).isEqualTo(0.525);
    JsonNode types = file.path("obs").path(0);
    assertThat(types.path("name").asText()).isEqualTo("cell_type");
    assertThat(types.path("missing").asInt()).isEqualTo(4);
    assertThat(types.path("top").path(0)).hasToString("{\"value\":\"T cell\",\"cells\":14}");
    assertThat(types.has("range")).isFalse();
    assertThat(file.path("obs").path(4).path("range")).hasToString("{\"least\":-5.0,\"most\":4.0}");
    assertThat(file.path("refused").path(0).path("object").asText()).isEqualTo("obs/matrix");
  }

  @Test
  void aBadFileIsExitCode1AndDoesNotStopTheOthers() throws IOException {
    copy("truncated.h5ad");
    assertThat(inspect(OutputForm.TABLE, folder + "/no.h5ad", folder.toString())).isEqualTo(1);
    assertThat(printed.tables).hasSize(3);
    assertThat(printed.tables.get(0))
        .isEqualTo("%s/no.h5ad\nCannot read %1$s/no.h5ad (no such file or folder)\n", folder);
    assertThat(printed.tables.get(1)).contains("30 cells x 40 genes");
    assertThat(printed.tables.get(2)).contains("(truncated: 52704 bytes of 105408 are there)");
  }

  @Test
  void jsonSaysWhichFilesCannotBeRead() throws IOException {
    copy("truncated.h5ad");
    assertThat(inspect(OutputForm.JSON, folder.toString())).isEqualTo(1);

    JsonNode root = new ObjectMapper().readTree(printed.outputs.get(0));
    assertThat(root.path("readable").asInt()).isEqualTo(1);
    assertThat(root.path("unreadable").asInt()).isEqualTo(1);
    JsonNode file = root.path("files").path(1);
    assertThat(file.path("readable").asBoolean()).isFalse();
    assertThat(file.path("error").asText()).contains("truncated");
    assertThat(file.has("cells")).isFalse();
  }

  @Test
  void aFileThatIsReadableWithoutFeaturesSaysWhy() throws IOException {
    Path file = copy("lognorm_only.h5ad");
    assertThat(inspect(OutputForm.TABLE, file.toString())).isZero();
    assertThat(printed.tables.get(0))
        .contains("features from none: see what is refused")
        .contains("X holds non-integer values up to 8.212: it looks log-normalised")
        .contains("set normalized=true");
  }

  private int inspect(OutputForm form, String... files) {
    return Inspect.run(
        SETTINGS, new InspectRequest(List.of(files), Optional.of(order), form), printed);
  }

  private Path copy(String fixture) throws IOException {
    Path file = folder.resolve(fixture);
    try (InputStream in = InspectTest.class.getResourceAsStream("/h5ad/" + fixture)) {
      Files.copy(in, file);
    }
    return file;
  }

  /** What reached standard output, apart from what reached standard error. */
  private static final class Printed implements SilentProgress {
    final List<String> tables = new ArrayList<>();
    final List<String> outputs = new ArrayList<>();

    @Override
    public void table(String text) {
      tables.add(text);
    }

    @Override
    public void output(String text) {
      outputs.add(text);
    }
  }
}
