package io.cellora.lora;

import java.io.Serializable;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Cells as primitive arrays: what training needs of them and no more. A logical worker's block
 * holds them in the order of their positions.
 *
 * @param prefix W0 x + b0 of each cell
 * @param base the frozen embedding of each cell
 * @param genes the cells' genes; none unless the first layer has an adapter
 * @param target what the reconstruction loss needs; none without it
 */
public record TrainingBlock(
    CellKeys keys, DenseRows prefix, DenseRows base, PackedRows genes, Reconstruction target)
    implements Serializable {

  /** A worker without cells. */
  static final TrainingBlock EMPTY =
      new TrainingBlock(
          new CellKeys(new long[0], new int[0], new int[0]),
          DenseRows.none(),
          DenseRows.none(),
          PackedRows.NONE,
          Reconstruction.NONE);

  /** Cells in the block. */
  public int size() {
    return keys.size();
  }

  /** Some cells in the order given. */
  TrainingBlock select(int[] rows) {
    return new TrainingBlock(
        keys.select(rows),
        prefix.select(rows),
        base.select(rows),
        genes.size() == 0 ? genes : genes.select(rows),
        target.products().width() == 0 ? target : target.select(rows));
  }

  /**
   * The cells of all parts, which are not empty and have the same kind of contents, by position.
   */
  static TrainingBlock joined(List<TrainingBlock> parts) {
    List<TrainingBlock> ordered =
        parts.stream().sorted(Comparator.comparingLong(part -> part.keys.positions()[0])).toList();
    TrainingBlock all =
        new TrainingBlock(
            CellKeys.joined(each(ordered, TrainingBlock::keys)),
            DenseRows.joined(each(ordered, TrainingBlock::prefix)),
            DenseRows.joined(each(ordered, TrainingBlock::base)),
            PackedRows.joined(each(ordered, TrainingBlock::genes)),
            Reconstruction.joined(each(ordered, TrainingBlock::target)));
    return all.sorted();
  }

  private static <T> List<T> each(List<TrainingBlock> blocks, Function<TrainingBlock, T> part) {
    return blocks.stream().map(part).toList();
  }

  private TrainingBlock sorted() {
    long[] positions = keys.positions();
    for (int i = 1; i < positions.length; i++) {
      if (positions[i] < positions[i - 1]) {
        return select(
            IntStream.range(0, size())
                .boxed()
                .sorted(Comparator.comparingLong(row -> positions[row]))
                .mapToInt(Integer::intValue)
                .toArray());
      }
    }
    return this;
  }
}
