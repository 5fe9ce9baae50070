package io.cellora.h5ad;

import io.jhdf.api.Dataset;
import io.jhdf.api.Node;
import java.util.Iterator;

/** A cells by genes matrix in an open file: X, raw/X or a layer, however it is stored. */
interface CellMatrix {

  long rows();

  int columns();

  /** Rows {@code from} to {@code to} (exclusive) in order, a block at a time. */
  Iterator<SparseRows> read(long from, long to);

  /** The stored values (of a sparse matrix: without its implied zeros), for samples. */
  Dataset stored();

  /** The matrix at {@code object}; refuses anything that is no matrix. */
  static CellMatrix open(H5adFile file, String object) {
    Node node = file.find(object).orElseThrow(() -> file.cannotRead("no " + object + " in it"));
    if (node instanceof Dataset) {
      return new DenseMatrix(file, file.dataset(object));
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
