package io.cellora.h5ad;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cellora.h5ad.H5adWriterColumn.Categorical;
import io.cellora.h5ad.H5adWriterColumn.Numbers;
import io.cellora.h5ad.H5adWriterColumn.Text;
import io.jhdf.HdfFile;
import io.jhdf.api.Node;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class H5adWriterTest {

  @TempDir Path folder;

  @Test
  void readsBackTheMatrixAndTheLayers() {
    try (HdfFile file = written(table())) {
      assertThat(data(file, "X/data")).isEqualTo(new float[] {1, 2, 3, 4, 5});
      assertThat(data(file, "X/indices")).isEqualTo(new int[] {0, 1, 0, 2, 3});
      assertThat(data(file, "X/indptr")).isEqualTo(new int[] {0, 2, 2, 5});
      assertThat(attribute(file, "X", "shape")).isEqualTo(new long[] {3, 4});
      assertThat(data(file, "layers/counts/data")).isEqualTo(new float[] {9});
      assertThat(data(file, "layers/counts/indptr")).isEqualTo(new int[] {0, 0, 1, 1});
    }
  }

  @Test
  void readsBackTheColumnsInTheirOrder() {
    try (HdfFile file = written(table())) {
      assertThat(attribute(file, "obs", "column-order"))
          .isEqualTo(new String[] {"note", "cell_type", "n_counts"});
      assertThat(data(file, "obs/_index")).isEqualTo(new String[] {"c1", "cell-2", "zelle-ü"});
      assertThat(data(file, "obs/note")).isEqualTo(new String[] {"", "α β", "long note"});
      assertThat(data(file, "obs/cell_type/codes")).isEqualTo(new byte[] {1, 0, 1});
      assertThat(data(file, "obs/cell_type/categories"))
          .isEqualTo(new String[] {"B cell", "T cell"});
      assertThat(data(file, "obs/n_counts")).isEqualTo(new double[] {3, 0, 12.5});
      assertThat(data(file, "var/_index")).isEqualTo(new String[] {"g1", "g2", "g3", "g4"});
      assertThat(data(file, "var/feature_name")).isEqualTo(new String[] {"A", "B", "B", "C"});
    }
  }

  @Test
  void everyElementSaysItsEncoding() {
    try (HdfFile file = written(table())) {
      assertThat(file.getAttribute("encoding-type").getData()).isEqualTo("anndata");
      assertThat(file.getAttribute("encoding-version").getData()).isEqualTo("0.1.0");
      assertThat(encoding(file, "X")).isEqualTo("csr_matrix 0.1.0");
      assertThat(encoding(file, "layers")).isEqualTo("dict 0.1.0");
      assertThat(encoding(file, "layers/counts")).isEqualTo("csr_matrix 0.1.0");
      assertThat(encoding(file, "obs")).isEqualTo("dataframe 0.2.0");
      assertThat(encoding(file, "obs/_index")).isEqualTo("string-array 0.2.0");
      assertThat(encoding(file, "obs/note")).isEqualTo("string-array 0.2.0");
      assertThat(encoding(file, "obs/cell_type")).isEqualTo("categorical 0.2.0");
      assertThat(encoding(file, "obs/cell_type/codes")).isEqualTo("array 0.2.0");
      assertThat(encoding(file, "obs/n_counts")).isEqualTo("array 0.2.0");
      assertThat(encoding(file, "var")).isEqualTo("dataframe 0.2.0");
    }
  }

  @Test
  void writesNoEmptyGroups() {
    H5adWriterTable table = table();
    H5adWriterTable bare = new H5adWriterTable(table.x(), Map.of(), table.obs(), table.var());
    try (HdfFile file = written(bare)) {
      assertThat(file.getChildren()).containsOnlyKeys("X", "obs", "var");
    }
  }

  @Test
  void readsBackArraysOfManyChunks() {
    int cells = 300;
    int genes = 1000;
    int[] indptr = new int[cells + 1];
    int[] indices = new int[cells * genes];
    float[] values = new float[cells * genes];
    for (int at = 0; at < values.length; at++) {
      indptr[at / genes + 1] = at + 1;
      indices[at] = at % genes;
      values[at] = at % 977 + 1;
    }
    H5adWriterMatrix matrix = new H5adWriterMatrix(cells, genes, indptr, indices, values);
    H5adWriterTable table =
        new H5adWriterTable(matrix, Map.of(), frame("c", cells), frame("g", genes));
    try (HdfFile file = written(table)) {
      assertThat(data(file, "X/data")).isEqualTo(values);
      assertThat(data(file, "X/indices")).isEqualTo(indices);
      assertThat(data(file, "X/indptr")).isEqualTo(indptr);
    }
  }

  @Test
  void refusesToReplaceAFileAndLeavesNothingBehind() {
    Path file = folder.resolve("a.h5ad");
    H5adWriter.write(file, table());
    assertThatThrownBy(() -> H5adWriter.write(file, table()))
        .hasMessage("Cannot write h5ad file (it exists already): " + file);
    assertThat(folder.toFile().list()).containsExactly("a.h5ad");
  }

  @Test
  void namesTheFileThatCannotBeWritten() {
    Path file = folder.resolve("no-such-folder").resolve("a.h5ad");
    assertThatThrownBy(() -> H5adWriter.write(file, table()))
        .hasMessageContaining("Cannot write h5ad file")
        .hasMessageContaining(file.toString());
    assertThat(Files.exists(file.getParent())).isFalse();
  }

  @Test
  void refusesArraysThatDoNotFitTogether() {
    assertThatThrownBy(() -> matrix(2, 4, new int[] {0, 1}, 0))
        .hasMessage("Invalid indptr: 2, expected rows + 1 = 3");
    assertThatThrownBy(() -> matrix(1, 4, new int[] {0, 1}, 4))
        .hasMessage("Invalid column index: 4, expected over -1 and under 4");
    assertThatThrownBy(() -> matrix(1, 4, new int[] {0, 2}, 2, 2))
        .hasMessage("Invalid column index: 2, expected over 2 and under 4");
    assertThatThrownBy(() -> matrix(2, 4, new int[] {0, 2, 1}, 2))
        .hasMessage("Invalid indptr: 1, expected at least 2");
    assertThatThrownBy(() -> new Categorical(new int[] {2}, new String[] {"a", "b"}))
        .hasMessage("Invalid category code: 2, expected -1 to 1");
  }

  @Test
  void refusesTablesWhoseRowsDiffer() {
    H5adWriterTable table = table();
    assertThatThrownBy(() -> new H5adWriterTable(table.x(), Map.of(), table.var(), table.obs()))
        .hasMessage("Invalid shape of X: 3 x 4, expected 4 cells x 3 genes");
    Map<String, H5adWriterColumn> columns = Map.of("n", new Numbers(new double[1]));
    assertThatThrownBy(() -> new H5adWriterFrame(new String[] {"a", "b"}, columns))
        .hasMessage("Invalid column n: 1 rows, expected 2");
    assertThatThrownBy(() -> new H5adWriterFrame(new String[] {"a"}, Map.of()))
        .hasMessage("Invalid table: no columns, expected at least one");
  }

  private static H5adWriterTable table() {
    Map<String, H5adWriterColumn> obs = new LinkedHashMap<>();
    obs.put("note", new Text(new String[] {"", "α β", "long note"}));
    obs.put("cell_type", Categorical.of(new String[] {"T cell", "B cell", "T cell"}));
    obs.put("n_counts", new Numbers(new double[] {3, 0, 12.5}));
    return new H5adWriterTable(
        new H5adWriterMatrix(
            3, 4, new int[] {0, 2, 2, 5}, new int[] {0, 1, 0, 2, 3}, new float[] {1, 2, 3, 4, 5}),
        Map.of(
            "counts",
            new H5adWriterMatrix(3, 4, new int[] {0, 0, 1, 1}, new int[] {3}, new float[] {9})),
        new H5adWriterFrame(new String[] {"c1", "cell-2", "zelle-ü"}, obs),
        new H5adWriterFrame(
            new String[] {"g1", "g2", "g3", "g4"},
            Map.of("feature_name", new Text(new String[] {"A", "B", "B", "C"}))));
  }

  private static H5adWriterMatrix matrix(int rows, int columns, int[] indptr, int... indices) {
    return new H5adWriterMatrix(rows, columns, indptr, indices, new float[indices.length]);
  }

  private static H5adWriterFrame frame(String prefix, int rows) {
    String[] index = new String[rows];
    for (int row = 0; row < rows; row++) {
      index[row] = prefix + row;
    }
    return new H5adWriterFrame(index, Map.of("n", new Numbers(new double[rows])));
  }

  private HdfFile written(H5adWriterTable table) {
    Path file = folder.resolve("written.h5ad");
    H5adWriter.write(file, table);
    return new HdfFile(file);
  }

  private static Object data(HdfFile file, String path) {
    return file.getDatasetByPath(path).getData();
  }

  private static Object attribute(HdfFile file, String path, String name) {
    return file.getByPath(path).getAttribute(name).getData();
  }

  private static String encoding(HdfFile file, String path) {
    Node node = file.getByPath(path);
    return node.getAttribute("encoding-type").getData()
        + " "
        + node.getAttribute("encoding-version").getData();
  }
}
