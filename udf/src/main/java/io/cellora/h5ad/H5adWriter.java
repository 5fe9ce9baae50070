package io.cellora.h5ad;

import io.cellora.h5ad.H5adWriterColumn.Categorical;
import io.cellora.h5ad.H5adWriterColumn.Flags;
import io.cellora.h5ad.H5adWriterColumn.Floats;
import io.cellora.h5ad.H5adWriterColumn.Numbers;
import io.cellora.h5ad.H5adWriterColumn.Text;
import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.WritableGroup;
import io.jhdf.api.WritableNode;
import io.jhdf.exceptions.HdfException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Writes an AnnData 0.1.0 file that fits in memory on a local disk: CSR matrices, chunked and
 * compressed as asked; strings of fixed length in UTF-8, since jhdf writes no others.
 */
public final class H5adWriter {

  private static final String INDEX = "_index";

  private H5adWriter() {}

  /**
   * Writes the file under a temporary name beside it, then renames it; refuses to replace a file.
   *
   * @throws UncheckedIOException if the file exists or cannot be written
   */
  public static void write(Path file, H5adWriterTable table) {
    write(file, table, H5adWriterLayout.SMALL);
  }

  /** The same with matrices stored as {@code layout} says. */
  public static void write(Path file, H5adWriterTable table, H5adWriterLayout layout) {
    write(file, root -> putTable(root, table, layout));
  }

  /**
   * The same without X and genes: what is known about cells, to be merged into an AnnData of them.
   *
   * @param obsm dense matrices [cells][columns] by name, of at least one column
   */
  public static void writeObs(Path file, H5adWriterFrame obs, Map<String, float[][]> obsm) {
    for (Map.Entry<String, float[][]> matrix : obsm.entrySet()) {
      if (matrix.getValue().length != obs.index().length) {
        throw new IllegalArgumentException(
            "Invalid obsm %s: %d rows, expected %d"
                .formatted(matrix.getKey(), matrix.getValue().length, obs.index().length));
      }
    }
    write(file, root -> putObs(root, obs, obsm));
  }

  private static void write(Path file, Consumer<WritableHdfFile> content) {
    Path partial = file.resolveSibling("." + file.getFileName() + ".partial");
    try {
      if (Files.exists(file)) {
        throw new FileAlreadyExistsException(file.toString());
      }
      Files.deleteIfExists(partial);
      try (WritableHdfFile root = HdfFile.write(partial)) {
        encode(root, "anndata", "0.1.0");
        content.accept(root);
      }
      Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileAlreadyExistsException e) {
      throw new UncheckedIOException("Cannot write h5ad file (it exists already): " + file, e);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write h5ad file (" + e + "): " + file, e);
    } catch (HdfException e) {
      throw new UncheckedIOException(
          "Cannot write h5ad file (" + e.getMessage() + "): " + file, new IOException(e));
    } finally {
      partial.toFile().delete();
    }
  }

  private static void putTable(
      WritableHdfFile root, H5adWriterTable table, H5adWriterLayout layout) {
    putMatrix(root.putGroup("X"), table.x(), layout);
    // never an empty group: written last, jhdf overwrites it; anndata does without
    if (!table.layers().isEmpty()) {
      WritableGroup layers = root.putGroup("layers");
      encode(layers, "dict", "0.1.0");
      table.layers().forEach((name, layer) -> putMatrix(layers.putGroup(name), layer, layout));
    }
    putFrame(root.putGroup("obs"), table.obs());
    putFrame(root.putGroup("var"), table.var());
  }

  private static void putObs(
      WritableHdfFile root, H5adWriterFrame obs, Map<String, float[][]> obsm) {
    if (!obsm.isEmpty()) {
      WritableGroup group = root.putGroup("obsm");
      encode(group, "dict", "0.1.0");
      obsm.forEach((name, values) -> encode(group.putDataset(name, values), "array", "0.2.0"));
    }
    putFrame(root.putGroup("obs"), obs);
  }

  private static void putMatrix(
      WritableGroup group, H5adWriterMatrix matrix, H5adWriterLayout layout) {
    encode(group, "csr_matrix", "0.1.0");
    group.putAttribute("shape", new long[] {matrix.rows(), matrix.columns()});
    int n = matrix.data().length;
    group.putDataset("data", matrix.data(), layout.of(n, Float.BYTES));
    group.putDataset("indices", matrix.indices(), layout.of(n, Integer.BYTES));
    int lines = matrix.indptr().length;
    group.putDataset("indptr", matrix.indptr(), layout.of(lines, Integer.BYTES));
  }

  private static void putFrame(WritableGroup group, H5adWriterFrame frame) {
    encode(group, "dataframe", "0.2.0");
    group.putAttribute(INDEX, INDEX);
    group.putAttribute("column-order", frame.columns().keySet().toArray(String[]::new));
    putStrings(group, INDEX, frame.index());
    for (Map.Entry<String, H5adWriterColumn> column : frame.columns().entrySet()) {
      putColumn(group, column.getKey(), column.getValue());
    }
  }

  private static void putColumn(WritableGroup group, String name, H5adWriterColumn column) {
    if (column instanceof Text text) {
      putStrings(group, name, text.values());
    } else if (column instanceof Numbers numbers) {
      encode(group.putDataset(name, numbers.values()), "array", "0.2.0");
    } else if (column instanceof Floats floats) {
      encode(group.putDataset(name, floats.values()), "array", "0.2.0");
    } else if (column instanceof Flags flags) {
      encode(group.putDataset(name, flags.values()), "array", "0.2.0");
    } else if (column instanceof Categorical categorical) {
      WritableGroup child = group.putGroup(name);
      encode(child, "categorical", "0.2.0");
      child.putAttribute("ordered", (byte) 0);
      encode(child.putDataset("codes", codes(categorical)), "array", "0.2.0");
      putStrings(child, "categories", categorical.categories());
    }
  }

  /** The narrowest integers that hold the codes, as pandas chooses them. */
  private static Object codes(Categorical categorical) {
    int[] codes = categorical.codes();
    if (categorical.categories().length > Byte.MAX_VALUE) {
      return codes;
    }
    byte[] narrow = new byte[codes.length];
    for (int i = 0; i < codes.length; i++) {
      narrow[i] = (byte) codes[i];
    }
    return narrow;
  }

  private static void putStrings(WritableGroup group, String name, String[] values) {
    encode(group.putDataset(name, values), "string-array", "0.2.0");
  }

  private static void encode(WritableNode node, String type, String version) {
    node.putAttribute("encoding-type", type);
    node.putAttribute("encoding-version", version);
  }
}
