package io.cellora.encoder;

import io.cellora.torch.NativeScope;
import io.cellora.torch.NativeTensor;
import io.cellora.torch.TorchEngine;
import io.cellora.torch.TorchModule;
import io.cellora.weights.MlpState;
import java.util.ArrayList;
import java.util.List;

/**
 * Trains an encoder with its decoder from scratch by SCimilarity's recipe: triplets and
 * reconstruction, BatchNorm and Dropout in training mode, AdamW. Everything stays in native memory
 * of this JVM: one machine, by design. Not thread-safe.
 */
public final class NetworkTrainer implements AutoCloseable {

  /**
   * The recipe's constants.
   *
   * @param tripletWeight w in {@code w * triplet + (1 - w) * mse}
   */
  public record Recipe(
      double margin,
      double tripletWeight,
      double inputDropout,
      double dropout,
      double weightDecay) {}

  /** Means over a batch; triplets is how many were mined. */
  public record Losses(double total, double triplet, double squaredError, long triplets) {}

  private static final class Module {
    static final TorchModule PRETRAIN =
        TorchModule.compile(
            "pretrain",
            NativeEncoder.DENSE_ROWS,
            new TorchModule.Part(NetworkTrainer.class, "pretrain_step.ts.py"));
  }

  private final Recipe recipe;
  private final NativeScope scope;
  private final NetworkTensors encoder;
  private final NetworkTensors decoder;
  private final List<NativeTensor> moments = new ArrayList<>();
  private int steps;

  /** Copies both networks to native memory, where they are trained. */
  public NetworkTrainer(MlpState encoder, MlpState decoder, Recipe recipe) {
    this.recipe = recipe;
    this.scope = TorchEngine.newScope();
    this.encoder = new NetworkTensors(scope, "E", encoder);
    this.decoder = new NetworkTensors(scope, "D", decoder);
    for (String name : List.of("m[]", "v[]")) {
      moments.addAll(this.encoder.zeros(scope, name));
      moments.addAll(this.decoder.zeros(scope, name));
    }
  }

  /** One step over a batch of at least two cells. */
  public Losses step(SparseBatch cells, int[] labels, double learningRate) {
    if (cells.size() < 2 || labels.length != cells.size()) {
      throw new IllegalArgumentException(
          "Invalid batch: "
              + cells.size()
              + " cells and "
              + labels.length
              + " labels, expected as many of both and at least 2");
    }
    steps++;
    try (NativeScope local = scope.child()) {
      List<NativeTensor> arguments = new ArrayList<>();
      arguments.add(local.longs("x[]", cells.indices(), cells.nonzeros()));
      arguments.add(local.longs("x[]", cells.offsets(), cells.size()));
      arguments.add(local.floats("x[]", cells.values(), cells.nonzeros()));
      arguments.add(local.longs("labels", labels, labels.length));
      arguments.add(constants(local, learningRate));
      arguments.addAll(encoder.arguments());
      arguments.addAll(decoder.arguments());
      arguments.addAll(moments);
      List<NativeTensor> out = Module.PRETRAIN.callWithGradients(local, "step", arguments);
      return new Losses(
          out.get(0).toFloats()[0],
          out.get(1).toFloats()[0],
          out.get(2).toFloats()[0],
          (long) out.get(3).toFloats()[0]);
    }
  }

  private NativeTensor constants(NativeScope local, double learningRate) {
    float[] values = {
      (float) learningRate,
      (float) recipe.weightDecay(),
      steps,
      (float) recipe.margin(),
      (float) recipe.tripletWeight(),
      (float) recipe.inputDropout(),
      (float) recipe.dropout()
    };
    return local.floats("h", values, values.length);
  }

  /** A copy of the encoder as it is now. */
  public MlpState encoder() {
    return encoder.state(steps);
  }

  /** A copy of the decoder as it is now. */
  public MlpState decoder() {
    return decoder.state(steps);
  }

  @Override
  public void close() {
    scope.close();
  }
}
