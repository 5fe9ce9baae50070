package io.cellora.encoder;

import io.cellora.torch.NativeScope;
import io.cellora.torch.NativeTensor;
import io.cellora.weights.MlpState;
import io.cellora.weights.MlpWeights;
import java.util.ArrayList;
import java.util.List;

/** A network's parameters and running statistics in native memory, while it is being trained. */
final class NetworkTensors {

  private static final int A_BLOCK = 5;

  private final MlpState shape;
  private final List<NativeTensor> parameters = new ArrayList<>();
  private final List<NativeTensor> statistics = new ArrayList<>();

  /** Names the parameters {@code name[]} and the statistics {@code nameR[]}. */
  NetworkTensors(NativeScope scope, String name, MlpState state) {
    this.shape = state;
    for (MlpState.RawBlock block : state.hidden()) {
      addLinear(scope, name, block.linear());
      int width = block.linear().out();
      parameters.add(scope.floats(name + "[]", block.gamma(), width));
      parameters.add(scope.floats(name + "[]", block.beta(), width));
      parameters.add(scope.floats(name + "[]", new float[] {block.slope()}, 1));
      statistics.add(scope.floats(name + "R[]", block.runningMean(), width));
      statistics.add(scope.floats(name + "R[]", block.runningVar(), width));
    }
    addLinear(scope, name, state.output());
  }

  private void addLinear(NativeScope scope, String name, MlpWeights.Linear linear) {
    parameters.add(scope.floats(name + "[]", linear.weight(), linear.out(), linear.in()));
    parameters.add(scope.floats(name + "[]", linear.bias(), linear.out()));
  }

  List<NativeTensor> arguments() {
    List<NativeTensor> all = new ArrayList<>(parameters);
    all.addAll(statistics);
    return all;
  }

  /** Zeros of the parameters' shapes, for an optimiser's moments. */
  List<NativeTensor> zeros(NativeScope scope, String name) {
    return parameters.stream().map(parameter -> scope.zerosLike(name, parameter)).toList();
  }

  /** Copies everything out. */
  MlpState state(long batches) {
    List<MlpState.RawBlock> blocks = new ArrayList<>();
    for (int i = 0; i < shape.hidden().size(); i++) {
      int at = A_BLOCK * i;
      blocks.add(
          new MlpState.RawBlock(
              linear(shape.hidden().get(i).linear(), at),
              parameters.get(at + 2).toFloats(),
              parameters.get(at + 3).toFloats(),
              statistics.get(2 * i).toFloats(),
              statistics.get(2 * i + 1).toFloats(),
              batches,
              parameters.get(at + 4).toFloats()[0]));
    }
    return new MlpState(blocks, linear(shape.output(), A_BLOCK * blocks.size()));
  }

  private MlpWeights.Linear linear(MlpWeights.Linear like, int at) {
    return new MlpWeights.Linear(
        like.name(),
        like.in(),
        like.out(),
        parameters.get(at).toFloats(),
        parameters.get(at + 1).toFloats());
  }
}
