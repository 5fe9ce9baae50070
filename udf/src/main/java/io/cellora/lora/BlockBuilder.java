package io.cellora.lora;

import io.cellora.encoder.GramDecoder;
import io.cellora.encoder.NativeEncoder;
import io.cellora.encoder.NativeTargets;
import io.cellora.encoder.SparseBatch;
import java.util.function.Function;

/** Computes, once, what of some cells never changes in a training. */
final class BlockBuilder {

  private final NativeEncoder encoder;
  private final BlockStorage storage;
  private final Function<SparseBatch, PackedRows> genes;
  private final Function<SparseBatch, Reconstruction> target;

  private BlockBuilder(
      NativeEncoder encoder,
      BlockStorage storage,
      Function<SparseBatch, PackedRows> genes,
      Function<SparseBatch, Reconstruction> target) {
    this.encoder = encoder;
    this.storage = storage;
    this.genes = genes;
    this.target = target;
  }

  /** Without a reconstruction loss. */
  static BlockBuilder of(NativeEncoder encoder, BlockStorage storage) {
    return new BlockBuilder(encoder, storage, PackedRows::of, cells -> Reconstruction.NONE);
  }

  /** With what the reconstruction loss needs. */
  static BlockBuilder withTargets(
      NativeEncoder encoder, NativeTargets targets, GramDecoder decoder, BlockStorage storage) {
    return new BlockBuilder(
        encoder,
        storage,
        PackedRows::of,
        cells -> reconstruction(cells, targets, decoder, storage));
  }

  /** The same without the genes, for adapters and losses that do not read them. */
  BlockBuilder withoutGenes() {
    return new BlockBuilder(encoder, storage, cells -> PackedRows.NONE, target);
  }

  TrainingBlock block(CellKeys keys, SparseBatch cells) {
    float[] prefix = encoder.project(cells);
    float[] base = encoder.embedProjected(prefix, cells.size());
    return new TrainingBlock(
        keys,
        DenseRows.of(prefix, encoder.weights().linears().get(0).out(), storage),
        DenseRows.of(base, encoder.weights().outputSize(), BlockStorage.FLOAT32),
        genes.apply(cells),
        target.apply(cells));
  }

  private static Reconstruction reconstruction(
      SparseBatch cells, NativeTargets targets, GramDecoder decoder, BlockStorage storage) {
    return new Reconstruction(
        DenseRows.of(targets.products(cells), decoder.hidden(), storage), decoder.constants(cells));
  }
}
