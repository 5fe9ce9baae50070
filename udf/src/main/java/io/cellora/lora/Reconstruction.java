package io.cellora.lora;

import java.io.Serializable;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * All that the squared error of a frozen decoder, {@code |W h + b - x|^2}, needs of the cells x.
 *
 * @param products W'x of each cell [n, width]
 * @param constants |b - x|^2 of each cell [n], in double because the rest nearly cancels them
 */
record Reconstruction(DenseRows products, double[] constants) implements Serializable {

  static final Reconstruction NONE = new Reconstruction(DenseRows.none(), new double[0]);

  Reconstruction select(int[] rows) {
    return new Reconstruction(
        products.select(rows), IntStream.of(rows).mapToDouble(row -> constants[row]).toArray());
  }

  static Reconstruction joined(List<Reconstruction> parts) {
    return new Reconstruction(
        DenseRows.joined(parts.stream().map(Reconstruction::products).toList()),
        parts.stream().flatMapToDouble(part -> DoubleStream.of(part.constants)).toArray());
  }
}
