package io.cellora.encoder;

import io.cellora.torch.NativeScope;
import io.cellora.torch.NativeTensor;
import io.cellora.torch.TorchEngine;
import io.cellora.torch.TorchModule;
import io.cellora.weights.LoraWeights;
import io.cellora.weights.MlpWeights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * An encoder's frozen weights in native memory and the scripts that read them; serves several
 * threads. The first layer is kept transposed, so that a cell costs its nonzeros, and cut into
 * tables [genes, {@value #BLOCK}], so that a table stays in the cache while a batch goes over it.
 */
public final class NativeEncoder implements AutoCloseable {

  /** The script with the methods product, project and tail. */
  public static final TorchModule.Part NETWORK =
      new TorchModule.Part(NativeEncoder.class, "network.ts.py");

  static final int BLOCK = 128;

  private static final class Module {
    static final TorchModule ENCODER =
        TorchModule.compile(
            "encoder", NETWORK, new TorchModule.Part(NativeEncoder.class, "inference.ts.py"));
  }

  private final MlpWeights weights;
  private final Precision precision;
  private final NativeScope scope;
  private final List<NativeTensor> tables = new ArrayList<>();
  private final List<NativeTensor> linears = new ArrayList<>();
  private final List<NativeTensor> biases = new ArrayList<>();
  private final List<NativeTensor> norms = new ArrayList<>();

  private NativeEncoder(MlpWeights weights, Precision precision, NativeScope scope) {
    this.weights = weights;
    this.precision = precision;
    this.scope = scope;
  }

  /** Copies the weights to native memory as they are. */
  public static NativeEncoder load(MlpWeights weights) {
    return load(weights, Precision.FLOAT32);
  }

  /** Copies the weights to native memory; in bfloat16 they take half of it. */
  public static NativeEncoder load(MlpWeights weights, Precision precision) {
    NativeEncoder encoder =
        new NativeEncoder(weights, AutoPrecision.resolve(precision), TorchEngine.newScope());
    try {
      encoder.addTables(weights.linears().get(0));
      for (MlpWeights.Linear linear : weights.linears()) {
        encoder.addLinear(linear);
      }
      weights.hidden().forEach(encoder::addNorm);
      return encoder;
    } catch (RuntimeException e) {
      encoder.close();
      throw e;
    }
  }

  private void addTables(MlpWeights.Linear first) {
    for (int from = 0; from < first.out(); from += BLOCK) {
      int width = Math.min(BLOCK, first.out() - from);
      float[] table = columns(first.weight(), first.in(), from, width);
      tables.add(frozen("T[]", table, first.in(), width));
    }
  }

  private void addLinear(MlpWeights.Linear linear) {
    if (!biases.isEmpty()) {
      linears.add(frozen("W[]", linear.weight(), linear.out(), linear.in()));
    }
    biases.add(scope.floats("b[]", linear.bias(), linear.out()));
  }

  private void addNorm(MlpWeights.HiddenBlock block) {
    norms.add(scope.floats("bn[]", block.scale(), block.scale().length));
    norms.add(scope.floats("bn[]", block.shift(), block.shift().length));
    norms.add(scope.floats("bn[]", new float[] {block.slope()}, 1));
  }

  /** A weight in the encoder's precision. */
  private NativeTensor frozen(String name, float[] values, int rows, int columns) {
    if (precision == Precision.FLOAT32) {
      return scope.floats(name, values, rows, columns);
    }
    try (NativeScope local = scope.child()) {
      NativeTensor exact = local.floats("t", values, rows, columns);
      return Module.ENCODER.call(local, "shorten", List.of(exact)).get(0).keptBy(scope).named(name);
    }
  }

  /** Embeds the cells with the frozen weights alone: unit-length rows [n, latent], flat. */
  public float[] encode(SparseBatch cells) {
    return encode(cells, ArmTensors.BASE);
  }

  /** Embeds the cells with an adapter's low-rank parts added: rows [n, latent], flat. */
  public float[] encode(SparseBatch cells, LoraWeights adapter) {
    try (NativeScope local = scope.child();
        NativeBatch batch = new NativeBatch(local, cells.genes())) {
      cells.copyTo(batch);
      return encode(batch, ArmTensors.of(local, weights, List.of(adapter))).get(0);
    }
  }

  /** Embeds the cells once for each arm; all share W0 x: rows [n, latent], flat, by arm. */
  List<float[]> encode(NativeBatch cells, ArmTensors arms) {
    check(cells.genes());
    if (cells.size() == 0) {
      return Collections.nCopies(arms.arms(), new float[0]);
    }
    int latent = weights.outputSize();
    try (NativeScope local = scope.child()) {
      List<NativeTensor> arguments = new ArrayList<>(cells.arguments(local));
      arguments.addAll(tables);
      arguments.addAll(frozen());
      arguments.addAll(arms.arguments());
      return Module.ENCODER.call(local, "embed", arguments).stream()
          .map(embeddings -> Arrays.copyOf(embeddings.toFloats(), cells.size() * latent))
          .toList();
    }
  }

  /** What never changes while the encoder is frozen: W0 x + b0, rows [n, first width], flat. */
  public float[] project(SparseBatch cells) {
    check(cells.genes());
    exact();
    try (NativeScope local = scope.child()) {
      List<NativeTensor> arguments = new ArrayList<>();
      arguments.add(local.ints("x[]", cells.indices(), cells.nonzeros()));
      arguments.add(local.ints("x[]", cells.offsets(), cells.size()));
      arguments.add(local.floats("x[]", cells.values(), cells.nonzeros()));
      arguments.addAll(tables);
      arguments.addAll(biases);
      return Module.ENCODER.call(local, "project", arguments).get(0).toFloats();
    }
  }

  /** Embeds cells from their projection, with the frozen weights alone: [n, latent], flat. */
  public float[] embedProjected(float[] projection, int cells) {
    exact();
    try (NativeScope local = scope.child()) {
      List<NativeTensor> arguments = new ArrayList<>();
      arguments.add(local.floats("p", projection, cells, projection.length / cells));
      arguments.add(local.empty("xa"));
      arguments.addAll(frozen());
      for (String name : List.of("A[]", "B[]", "s[]")) {
        biases.forEach(layer -> arguments.add(local.empty(name)));
      }
      return Module.ENCODER.call(local, "tail", arguments).get(0).toFloats();
    }
  }

  private void check(int genes) {
    if (genes != weights.inputSize()) {
      throw new IllegalArgumentException(
          "Invalid number of genes: " + genes + ", expected " + weights.inputSize());
    }
  }

  private void exact() {
    if (precision != Precision.FLOAT32) {
      throw new IllegalStateException(
          "Cannot train on an encoder (its weights are rounded): " + precision);
    }
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

  /** What the weights are kept in, never {@link Precision#AUTO}. */
  public Precision precision() {
    return precision;
  }

  /** A scope for tensors of one call or task. */
  public NativeScope newScope() {
    return scope.child();
  }

  @Override
  public void close() {
    scope.close();
  }

  /** Some rows of a row-major matrix [rows, columns] as columns: [columns, width]. */
  static float[] columns(float[] matrix, int columns, int from, int width) {
    float[] out = new float[Math.multiplyExact(columns, width)];
    for (int row = 0; row < width; row++) {
      for (int column = 0; column < columns; column++) {
        out[column * width + row] = matrix[(from + row) * columns + column];
      }
    }
    return out;
  }
}
