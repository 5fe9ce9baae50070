package io.cellora.h5ad;

import io.jhdf.api.Dataset;
import java.util.Iterator;
import java.util.Optional;

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

  /** Whether there is a matrix; newer writers say with a null that there is none. */
  static boolean isThere(H5adFile file, String object) {
    return file.find(object).isPresent() && !encoding(file, object).equals("null");
  }

  /** The matrix at {@code object}; refuses anything that is no matrix. */
  static CellMatrix open(H5adFile file, String object) {
    if (!isThere(file, object)) {
      throw file.cannotRead("no " + object + " in it");
    }
    String encoding = encoding(file, object);
    Optional<Dataset> dense = file.findDataset(object);
    if (dense.isPresent()) {
      if (!encoding.isEmpty() && !encoding.equals("array")) {
        throw file.cannotRead(object + " is of encoding-type " + encoding + ", expected array");
      }
      return new DenseMatrix(file, dense.get());
    }
    return switch (encoding) {
      case "csr_matrix", "csr" -> new CsrMatrix(Compressed.open(file, object, 0));
      case "csc_matrix", "csc" -> new CscMatrix(Compressed.open(file, object, 1));
      default ->
          throw file.cannotRead(
              object
                  + " is a group of encoding-type "
                  + (encoding.isEmpty() ? "none" : encoding)
                  + ", expected csr_matrix or csc_matrix");
    };
  }

  /** Files from before anndata 0.7 have another name for it, and shorter values. */
  private static String encoding(H5adFile file, String object) {
    return file.text(object, "encoding-type")
        .or(() -> file.text(object, "h5sparse_format"))
        .orElse("");
  }
}
