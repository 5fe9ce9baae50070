package io.cellora.h5ad;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;

/**
 * An AnnData of obs and one matrix of obsm; it is written to a local disk first, because HDF5 is
 * not written in one go.
 *
 * @param columns of obs, behind the keys of a row; the matrix is behind them
 * @param matrix its name in obsm
 */
record H5adSheet(List<String> columns, String matrix, int cellsPerFile) implements Sheet {

  H5adSheet {
    columns = List.copyOf(columns);
  }

  @Override
  public String file(String shard, long row) {
    return SheetNames.h5ad(shard, row / cellsPerFile);
  }

  @Override
  public Sheet.Writer begin(OutputStream out) {
    List<Row> rows = new ArrayList<>();
    List<float[]> vectors = new ArrayList<>();
    return new Sheet.Writer() {
      @Override
      public void add(Row row) {
        vectors.add(vector(row.getList(row.size() - 1)));
        rows.add(withoutLast(row));
      }

      @Override
      public void close() throws IOException {
        copy(rows, vectors.toArray(new float[0][]), out);
      }
    };
  }

  /** A row's list of boxed numbers takes more memory than all the rest. */
  private static Row withoutLast(Row row) {
    Object[] values = new Object[row.size()];
    for (int i = 0; i < values.length - 1; i++) {
      values[i] = row.get(i);
    }
    return new GenericRowWithSchema(values, row.schema());
  }

  private static float[] vector(List<Float> boxed) {
    float[] vector = new float[boxed.size()];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = boxed.get(i);
    }
    return vector;
  }

  private void copy(List<Row> rows, float[][] vectors, OutputStream out) throws IOException {
    Path folder = Files.createTempDirectory("cellora-obs");
    Path file = folder.resolve("obs.h5ad");
    try {
      H5adWriter.writeObs(file, frame(rows), Map.of(matrix, vectors));
      Files.copy(file, out);
    } finally {
      Files.deleteIfExists(file);
      Files.delete(folder);
    }
  }

  private H5adWriterFrame frame(List<Row> rows) {
    Map<String, H5adWriterColumn> filled = new LinkedHashMap<>();
    for (int i = 0; i < columns.size(); i++) {
      filled.put(columns.get(i), column(rows, ObsSheets.KEYS + i));
    }
    return new H5adWriterFrame(texts(rows, ObsSheets.KEYS - 1), filled);
  }

  private static H5adWriterColumn column(List<Row> rows, int place) {
    return switch (rows.get(0).schema().fields()[place].dataType().typeName()) {
      case "string" -> H5adWriterColumn.Categorical.of(texts(rows, place));
      case "boolean" -> flags(rows, place);
      case "float" -> floats(rows, place);
      default -> numbers(rows, place);
    };
  }

  private static String[] texts(List<Row> rows, int place) {
    return rows.stream().map(row -> row.getString(place)).toArray(String[]::new);
  }

  private static H5adWriterColumn flags(List<Row> rows, int place) {
    byte[] flags = new byte[rows.size()];
    for (int i = 0; i < flags.length; i++) {
      flags[i] = (byte) (rows.get(i).getBoolean(place) ? 1 : 0);
    }
    return new H5adWriterColumn.Flags(flags);
  }

  private static H5adWriterColumn floats(List<Row> rows, int place) {
    float[] values = new float[rows.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = rows.get(i).isNullAt(place) ? Float.NaN : rows.get(i).getFloat(place);
    }
    return new H5adWriterColumn.Floats(values);
  }

  private static H5adWriterColumn numbers(List<Row> rows, int place) {
    return new H5adWriterColumn.Numbers(
        rows.stream()
            .mapToDouble(
                row -> row.isNullAt(place) ? Double.NaN : row.<Number>getAs(place).doubleValue())
            .toArray());
  }
}
