package io.cellora.encoder;

import io.cellora.torch.LeasedCache;
import io.cellora.torch.NativeScope;
import io.cellora.torch.NativeTensor;
import io.cellora.torch.TorchEngine;
import io.cellora.torch.TorchModule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How far a frozen decoder's reconstructions are from cells, without touching every gene: a task's
 * right to the decoder of its JVM. A cell gets the same error whatever cells it shares a batch
 * with, because every batch is brought to {@value #ROWS} rows.
 */
public final class DecoderErrors implements AutoCloseable {

  /** Cells in a batch, at most. */
  public static final int ROWS = NativeEncoder.PACKED_ROWS;

  private static final class Module {
    static final TorchModule ERRORS =
        TorchModule.compile(
            "decoder_errors",
            NativeEncoder.NETWORK,
            new TorchModule.Part(DecoderErrors.class, "decoder_errors.ts.py"));
  }

  private final GramDecoder gram;
  private final LeasedCache<NativeDecoder>.Lease decoder;
  private final LeasedCache<NativeTargets>.Lease targets;

  private DecoderErrors(DecoderReference reference) {
    gram = reference.decoder().value();
    decoder = reference.acquire();
    targets = reference.targets();
  }

  /** Leases what is needed of a decoder that exists. */
  public static DecoderErrors acquire(DecoderReference reference) {
    return new DecoderErrors(reference);
  }

  /**
   * What the errors of some cells need, whatever embeds them.
   *
   * @param products W'x [ROWS, hidden]
   * @param constants |b - x|^2 [ROWS]
   */
  public record Targets(int cells, float[] products, double[] constants) {}

  /** Prepares at most {@link #ROWS} cells. */
  public Targets targets(SparseBatch cells) {
    if (cells.size() > ROWS) {
      throw new IllegalArgumentException(
          "Invalid batch: %d cells, expected at most %d".formatted(cells.size(), ROWS));
    }
    float[] products = targets.value().products(cells);
    return new Targets(
        cells.size(),
        Arrays.copyOf(products, ROWS * gram.hidden()),
        Arrays.copyOf(gram.constants(cells), ROWS));
  }

  /**
   * The squared error of each cell, summed over the genes.
   *
   * @param embeddings unit-length [cells, latent], row-major
   */
  public double[] errors(Targets of, float[] embeddings) {
    int latent = embeddings.length / of.cells();
    try (NativeScope scope = TorchEngine.newScope()) {
      List<NativeTensor> arguments = new ArrayList<>();
      float[] padded = Arrays.copyOf(embeddings, ROWS * latent);
      arguments.add(scope.floats("e", padded, ROWS, latent));
      arguments.add(scope.floats("R[]", of.products(), ROWS, gram.hidden()));
      arguments.add(scope.doubles("R[]", of.constants()));
      arguments.addAll(decoder.value().frozen());
      double[] all = Module.ERRORS.call(scope, "errors", arguments).get(0).toDoubles();
      return Arrays.copyOf(all, of.cells());
    }
  }

  @Override
  public void close() {
    targets.close();
    decoder.close();
  }
}
