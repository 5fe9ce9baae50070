package io.cellora.h5ad;

import io.jhdf.api.Dataset;
import io.jhdf.api.Node;
import java.util.Iterator;

/** A cells by genes matrix in an open file: X, raw/X or a layer, however it is stored. */
interface CellMatrix {

  long rows();

  int columns();

  /** The wanted rows in order, a block at a time; a block is overwritten by the next. */
  Iterator<SparseRows> read(RowRuns rows);

  /** The stored values (of a sparse matrix: without its implied zeros), for samples. */
  Dataset stored();

  /**
   * Cuts the rows into ranges for tasks: where they begin, and the number of rows.
   *
   * @param values how many stored values a range should have
   * @param mostRows how many rows it may have at most
   */
  long[] cuts(long values, long mostRows);

  /** The matrix at {@code object}; refuses anything that is no matrix. */
  static CellMatrix open(H5adFile file, String object) {
    Node node = file.find(object).orElseThrow(() -> file.cannotRead("no " + object + " in it"));
    if (node instanceof Dataset dataset) {
      return new DenseMatrix(file, dataset);
    }
    String encoding = file.text(object, "encoding-type").orElse("none");
    return switch (encoding) {
      case "csr_matrix" -> new CsrMatrix(Compressed.open(file, object, 0));
      case "csc_matrix" -> new CscMatrix(Compressed.open(file, object, 1));
      default ->
          throw file.cannotRead(
              object
                  + " is a group of encoding-type "
                  + encoding
                  + ", expected csr_matrix or csc_matrix");
    };
  }
}
