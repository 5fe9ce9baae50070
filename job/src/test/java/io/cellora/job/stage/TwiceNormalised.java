package io.cellora.job.stage;

import static org.apache.spark.sql.functions.col;

import io.cellora.h5ad.H5adWriter;
import io.cellora.h5ad.H5adWriterColumn;
import io.cellora.h5ad.H5adWriterFrame;
import io.cellora.h5ad.H5adWriterMatrix;
import io.cellora.h5ad.H5adWriterTable;
import io.cellora.job.config.Columns;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.ml.linalg.SparseVector;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Cells whose log-normalised values were taken for counts and log-normalised again. */
final class TwiceNormalised {

  private static final double TARGET = 1e4;

  private TwiceNormalised() {}

  /**
   * Writes them where only the program's own check can tell.
   *
   * @param cells label and features, log-normalised once
   */
  static Path write(Path file, Dataset<Row> cells, String[] genes) {
    List<Row> rows =
        cells
            .orderBy(Columns.SHARD, Columns.ROW)
            .select(col(Columns.LABEL), col(Columns.FEATURES))
            .collectAsList();
    int[] offsets = new int[rows.size() + 1];
    for (int i = 0; i < rows.size(); i++) {
      offsets[i + 1] = offsets[i] + vector(rows.get(i)).values().length;
    }
    int[] columns = new int[offsets[rows.size()]];
    float[] values = new float[columns.length];
    for (int i = 0; i < rows.size(); i++) {
      fill(vector(rows.get(i)), offsets[i], columns, values);
    }
    String[] names = IntStream.range(0, rows.size()).mapToObj(i -> "c" + i).toArray(String[]::new);
    String[] types = rows.stream().map(row -> row.getString(0)).toArray(String[]::new);
    H5adWriter.write(
        file,
        new H5adWriterTable(
            new H5adWriterMatrix(rows.size(), genes.length, offsets, columns, values),
            Map.of(),
            new H5adWriterFrame(names, Map.of("cell_type", H5adWriterColumn.Categorical.of(types))),
            new H5adWriterFrame(genes, Map.of("feature_name", new H5adWriterColumn.Text(genes)))));
    return file;
  }

  private static SparseVector vector(Row row) {
    return row.<Vector>getAs(1).toSparse();
  }

  private static void fill(SparseVector cell, int offset, int[] columns, float[] values) {
    double sum = IntStream.range(0, cell.values().length).mapToDouble(i -> cell.values()[i]).sum();
    for (int i = 0; i < cell.values().length; i++) {
      columns[offset + i] = cell.indices()[i];
      values[offset + i] = (float) Math.log1p(cell.values()[i] / sum * TARGET);
    }
  }
}
