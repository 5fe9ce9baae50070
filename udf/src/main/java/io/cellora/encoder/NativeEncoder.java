package io.cellora.encoder;

import io.cellora.torch.NativeScope;
import io.cellora.torch.NativeTensor;
import io.cellora.torch.TorchEngine;
import io.cellora.torch.TorchModule;
import io.cellora.weights.MlpWeights;
import java.util.ArrayList;
import java.util.List;

/**
 * An encoder's frozen weights in native memory and the scripts that read them; serves several
 * threads. The first layer is kept transposed [genes, width], so that a cell costs its nonzeros.
 */
public final class NativeEncoder implements AutoCloseable {

  /** The script with the methods product, project, tail and encode. */
  public static final TorchModule.Part NETWORK =
      new TorchModule.Part(NativeEncoder.class, "network.ts.py");

  private static final class Module {
    static final TorchModule ENCODER = TorchModule.compile("encoder", NETWORK);
  }

  private final MlpWeights weights;
  private final NativeScope scope;
  private final List<NativeTensor> linears = new ArrayList<>();
  private final List<NativeTensor> biases = new ArrayList<>();
  private final List<NativeTensor> norms = new ArrayList<>();

  private NativeEncoder(MlpWeights weights, NativeScope scope) {
    this.weights = weights;
    this.scope = scope;
  }

  /** Copies the weights to native memory. */
  public static NativeEncoder load(MlpWeights weights) {
    NativeEncoder encoder = new NativeEncoder(weights, TorchEngine.newScope());
    for (MlpWeights.HiddenBlock block : weights.hidden()) {
      encoder.addLinear(block.linear());
      encoder.addNorm(block);
    }
    encoder.addLinear(weights.output());
    return encoder;
  }

  private void addLinear(MlpWeights.Linear linear) {
    boolean first = linears.isEmpty();
    linears.add(
        first
            ? scope.floats(
                "W[]",
                transpose(linear.weight(), linear.out(), linear.in()),
                linear.in(),
                linear.out())
            : scope.floats("W[]", linear.weight(), linear.out(), linear.in()));
    biases.add(scope.floats("b[]", linear.bias(), linear.out()));
  }

  private void addNorm(MlpWeights.HiddenBlock block) {
    norms.add(scope.floats("bn[]", block.scale(), block.scale().length));
    norms.add(scope.floats("bn[]", block.shift(), block.shift().length));
    norms.add(scope.floats("bn[]", new float[] {block.slope()}, 1));
  }

  /** Embeds the cells with the frozen weights alone: unit-length rows [n, latent], flat. */
  public float[] encode(SparseBatch cells) {
    try (NativeScope local = scope.child()) {
      return encode(cells, AdapterTensors.none(local, weights), local);
    }
  }

  /**
   * Embeds the cells with an adapter's low-rank parts added: unit-length rows [n, latent], flat.
   */
  public float[] encode(SparseBatch cells, AdapterTensors adapter) {
    try (NativeScope local = scope.child()) {
      return encode(cells, adapter, local);
    }
  }

  private float[] encode(SparseBatch cells, AdapterTensors adapter, NativeScope local) {
    List<NativeTensor> arguments = cellArguments(cells, local);
    arguments.addAll(frozen());
    arguments.addAll(adapter.arguments());
    return Module.ENCODER.call(local, "encode", arguments).get(0).toFloats();
  }

  /** What never changes while the encoder is frozen: W0 x + b0, rows [n, first width], flat. */
  public float[] project(SparseBatch cells) {
    try (NativeScope local = scope.child()) {
      List<NativeTensor> arguments = cellArguments(cells, local);
      arguments.addAll(linears);
      arguments.addAll(biases);
      return Module.ENCODER.call(local, "project", arguments).get(0).toFloats();
    }
  }

  /** Embeds cells from their projection, with the frozen weights alone: [n, latent], flat. */
  public float[] embedProjected(float[] projection, int cells) {
    try (NativeScope local = scope.child()) {
      List<NativeTensor> arguments = new ArrayList<>();
      arguments.add(local.floats("p", projection, cells, projection.length / cells));
      arguments.add(local.empty("xa"));
      arguments.addAll(frozen());
      arguments.addAll(AdapterTensors.none(local, weights).arguments());
      return Module.ENCODER.call(local, "tail", arguments).get(0).toFloats();
    }
  }

  private List<NativeTensor> cellArguments(SparseBatch cells, NativeScope local) {
    if (cells.genes() != weights.inputSize()) {
      throw new IllegalArgumentException(
          "Invalid number of genes: " + cells.genes() + ", expected " + weights.inputSize());
    }
    List<NativeTensor> arguments = new ArrayList<>();
    arguments.add(local.longs("x[]", cells.indices(), cells.nonzeros()));
    arguments.add(local.longs("x[]", cells.offsets(), cells.size()));
    arguments.add(local.floats("x[]", cells.values(), cells.nonzeros()));
    return arguments;
  }

  /** The scripts' arguments W, b and bn; they belong to this encoder. */
  public List<NativeTensor> frozen() {
    List<NativeTensor> all = new ArrayList<>(linears);
    all.addAll(biases);
    all.addAll(norms);
    return all;
  }

  public MlpWeights weights() {
    return weights;
  }

  /** A scope for tensors of one call or task. */
  public NativeScope newScope() {
    return scope.child();
  }

  @Override
  public void close() {
    scope.close();
  }

  /** The transpose [columns, rows] of a row-major matrix [rows, columns]. */
  static float[] transpose(float[] matrix, int rows, int columns) {
    float[] out = new float[matrix.length];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        out[column * rows + row] = matrix[row * columns + column];
      }
    }
    return out;
  }
}
