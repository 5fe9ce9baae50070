package io.cellora.lora;

import io.cellora.encoder.NativeEncoder;
import io.cellora.torch.NativeScope;
import io.cellora.torch.NativeTensor;
import io.cellora.torch.TorchModule;
import java.util.ArrayList;
import java.util.List;

/**
 * One training step over some cells of a block: loss and exact gradients, from the cells' frozen
 * prefixes. Stateless; serves several threads.
 */
public final class TrainingStep {

  private static final class Modules {
    static final TorchModule.Part HEAD = new TorchModule.Part(TrainingStep.class, "head.ts.py");
    static final TorchModule TRAIN =
        TorchModule.compile(
            "train_step",
            NativeEncoder.NETWORK,
            HEAD,
            new TorchModule.Part(TrainingStep.class, "train_step.ts.py"));
    static final TorchModule SCORE = TorchModule.compile("score", NativeEncoder.NETWORK, HEAD);
  }

  private final NativeEncoder encoder;
  private final TrainableParameters parameters;
  private final ParameterLayout layout;

  public TrainingStep(NativeEncoder encoder, TrainableParameters parameters) {
    this.encoder = encoder;
    this.parameters = parameters;
    this.layout = parameters.layout();
  }

  /**
   * Sums cross-entropy and its gradient over some rows of a block.
   *
   * @param mask the head's dropout mask [rows, hidden]
   */
  public GradientSum run(TrainingBlock block, int[] rows, float[] mask) {
    if (rows.length == 0) {
      return GradientSum.empty(layout.size());
    }
    try (NativeScope scope = encoder.newScope()) {
      List<NativeTensor> arguments = new ArrayList<>(cellArguments(scope, block, rows));
      arguments.add(scope.longs("labels", checkedLabels(block, rows), rows.length));
      arguments.add(scope.floats("mask", mask, rows.length, mask.length / rows.length));
      arguments.addAll(encoder.frozen());
      arguments.addAll(new StepTensors(scope, parameters).arguments());
      List<NativeTensor> out = Modules.TRAIN.callWithGradients(scope, "step", arguments);
      return new GradientSum(
          out.get(0).toFloats()[0],
          rows.length,
          (long) out.get(1).toFloats()[0],
          gradient(block, rows, out));
    }
  }

  /** Scores of the classes for some rows of a block: [rows, classes], row-major. */
  public float[] score(TrainingBlock block, int[] rows) {
    try (NativeScope scope = encoder.newScope()) {
      List<NativeTensor> arguments = new ArrayList<>(cellArguments(scope, block, rows));
      arguments.add(scope.floats("mask", new float[] {1}, 1, 1));
      arguments.addAll(encoder.frozen());
      arguments.addAll(new StepTensors(scope, parameters).arguments());
      return Modules.SCORE.call(scope, "score", arguments).get(0).toFloats();
    }
  }

  private List<NativeTensor> cellArguments(NativeScope scope, TrainingBlock block, int[] rows) {
    NativeTensor prefix = scope.floats("p", block.prefixOf(rows), rows.length, block.width());
    if (!layout.adaptsFirstLayer()) {
      return List.of(prefix, scope.empty("xa"));
    }
    ParameterLayout.Slot a = layout.a(layout.linears().get(0));
    float[] transposed =
        SparseRows.transpose(parameters.values(), a.offset(), a.rows(), a.columns());
    float[] xa = block.genes().times(rows, transposed, a.rows());
    return List.of(prefix, scope.floats("xa", xa, rows.length, a.rows()));
  }

  /** torch reads labels without a check, so they are checked here. */
  private int[] checkedLabels(TrainingBlock block, int[] rows) {
    int classes = layout.classes();
    int[] labels = block.labelsOf(rows);
    for (int label : labels) {
      if (label < 0 || label >= classes) {
        throw new IllegalArgumentException(
            "Invalid label index: " + label + ", expected 0 to " + (classes - 1));
      }
    }
    return labels;
  }

  /**
   * Puts the script's answers, [loss, right, d xa, d A ..., d B ..., d head ...], in layout order.
   */
  private float[] gradient(TrainingBlock block, int[] rows, List<NativeTensor> out) {
    float[] gradient = new float[layout.size()];
    int layers = layout.linears().size();
    for (int i = 0; i < layers; i++) {
      ParameterLayout.Linear linear = layout.linears().get(i);
      if (layout.a(linear) != null) {
        float[] a =
            i == 0 ? firstLayer(block, rows, out.get(2).toFloats()) : out.get(3 + i).toFloats();
        put(a, layout.a(linear), gradient);
        put(out.get(3 + layers + i).toFloats(), layout.b(linear), gradient);
      }
    }
    for (int i = 0; i < 4; i++) {
      put(out.get(3 + 2 * layers + i).toFloats(), layout.head().get(i), gradient);
    }
    return gradient;
  }

  private float[] firstLayer(TrainingBlock block, int[] rows, float[] dxa) {
    ParameterLayout.Slot a = layout.a(layout.linears().get(0));
    float[] transposed = block.genes().transposedTimes(rows, dxa, a.columns(), a.rows());
    return SparseRows.transpose(transposed, 0, a.columns(), a.rows());
  }

  private static void put(float[] part, ParameterLayout.Slot slot, float[] gradient) {
    if (part.length != slot.size()) {
      throw new IllegalStateException(
          "Cannot place gradient of " + slot.name() + " (" + part.length + " values): " + slot);
    }
    System.arraycopy(part, 0, gradient, slot.offset(), part.length);
  }
}
