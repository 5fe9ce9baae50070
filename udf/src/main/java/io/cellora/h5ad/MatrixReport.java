package io.cellora.h5ad;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * How a file stores a matrix: X, raw/X, a layer, or a member of obsm, varm, obsp or varp.
 *
 * @param encoding such as {@code csr_matrix} or {@code array}
 * @param shape rows first
 * @param type of the values, such as {@code float32}
 * @param indexType of the column indices of a sparse matrix, else empty
 * @param filters what chunks went through, in order, such as {@code shuffle, gzip 4}
 * @param chunk shape of a chunk; empty if the values lie in one piece
 * @param stored values that the file stores: of a sparse matrix, those that may differ from zero
 * @param values what a sample of expression looks like; empty for other matrices
 */
public record MatrixReport(
    String object,
    String encoding,
    List<Long> shape,
    String type,
    String indexType,
    List<String> filters,
    List<Integer> chunk,
    OptionalLong stored,
    String values) {

  /** Share of the matrix that a sparse one does not store. */
  public OptionalDouble sparsity() {
    double size = shape.stream().mapToDouble(n -> n).reduce(1, (a, b) -> a * b);
    return stored.isPresent() && size > 0
        ? OptionalDouble.of(1 - stored.getAsLong() / size)
        : OptionalDouble.empty();
  }
}
