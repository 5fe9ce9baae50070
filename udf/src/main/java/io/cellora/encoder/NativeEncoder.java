package io.cellora.encoder;

import io.cellora.torch.NativeScope;
import io.cellora.torch.NativeTensor;
import io.cellora.torch.TorchDevice;
import io.cellora.torch.TorchEngine;
import io.cellora.torch.TorchModule;
import io.cellora.weights.LoraWeights;
import io.cellora.weights.MlpWeights;
import java.util.ArrayList;
import java.util.Arrays;
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

  /** The script with the method dense. */
  public static final TorchModule.Part DENSE_ROWS =
      new TorchModule.Part(NativeEncoder.class, "dense_rows.ts.py");

  static final int BLOCK = 128;

  /** Fixed, because another order of memory may give other last bits. */
  static final int PACKED_ROWS = 128;

  private static final class Module {
    static final TorchModule ENCODER =
        TorchModule.compile(
            "encoder", NETWORK, new TorchModule.Part(NativeEncoder.class, "inference.ts.py"));
  }

  private final MlpWeights weights;
  private final Precision precision;
  private final TorchDevice device;
  private final NativeScope scope;
  private final List<NativeTensor> tables = new ArrayList<>();
  private final List<NativeTensor> linears = new ArrayList<>();
  private final List<NativeTensor> biases = new ArrayList<>();
  private final List<NativeTensor> norms = new ArrayList<>();
  private List<NativeTensor> trainable = List.of();

  private NativeEncoder(
      MlpWeights weights, Precision precision, TorchDevice device, NativeScope scope) {
    this.weights = weights;
    this.precision = precision;
    this.device = device;
    this.scope = scope;
  }

  /** Copies the weights to native memory as they are. */
  public static NativeEncoder load(MlpWeights weights) {
    return load(weights, Precision.FLOAT32);
  }

  /** Copies the weights to the processor's memory; in bfloat16 they take half of it. */
  public static NativeEncoder load(MlpWeights weights, Precision precision) {
    return load(weights, precision, TorchDevice.CPU);
  }

  /** Copies the weights to a device's memory. */
  public static NativeEncoder load(MlpWeights weights, Precision precision, TorchDevice device) {
    NativeEncoder encoder =
        new NativeEncoder(
            weights,
            AutoPrecision.resolve(precision, device),
            device,
            TorchEngine.newScope(device));
    try {
      encoder.addTables(weights.linears().get(0));
      for (MlpWeights.Linear linear : weights.linears()) {
        encoder.addLinear(linear);
      }
      weights.hidden().forEach(b -> encoder.norms.addAll(norm(encoder.scope, "bn[]", b)));
      return encoder;
    } catch (RuntimeException e) {
      encoder.close();
      throw e;
    }
  }

  private void addTables(MlpWeights.Linear first) {
    int block = device.isGpu() ? first.out() : BLOCK;
    for (int from = 0; from < first.out(); from += block) {
      int width = Math.min(block, first.out() - from);
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

  /** Scale, shift and slope of a hidden block. */
  static List<NativeTensor> norm(NativeScope scope, String name, MlpWeights.HiddenBlock block) {
    return List.of(
        scope.floats(name, block.scale(), block.scale().length),
        scope.floats(name, block.shift(), block.shift().length),
        scope.floats(name, new float[] {block.slope()}, 1));
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
        NativeBatch batch = new NativeBatch(cells.genes())) {
      cells.copyTo(batch);
      return encode(batch, ArmTensors.of(local, weights, List.of(adapter)), local).fetch().get(0);
    }
  }

  /**
   * Embeds the cells once for each arm; all share W0 x. On a GPU the work may still be under way
   * when this returns, and the batch may be filled anew.
   *
   * @param owner frees the embeddings that are never fetched
   */
  PendingEmbeddings encode(NativeBatch cells, ArmTensors arms, NativeScope owner) {
    check(cells.genes());
    if (cells.size() == 0) {
      return PendingEmbeddings.none(arms.arms());
    }
    NativeScope call = owner.child();
    List<NativeTensor> arguments = new ArrayList<>(cells.arguments());
    arguments.addAll(tables);
    arguments.addAll(frozen());
    arguments.addAll(arms.arguments());
    return new PendingEmbeddings(
        call, Module.ENCODER.call(call, "embed", arguments), cells.size() * weights.outputSize());
  }

  /** What never changes while the encoder is frozen: W0 x + b0, rows [n, first width], flat. */
  public float[] project(SparseBatch cells) {
    check(cells.genes());
    exact();
    try (NativeScope local = scope.child()) {
      List<NativeTensor> arguments = new ArrayList<>(cells.arguments(local));
      arguments.addAll(tables);
      arguments.addAll(biases);
      return Module.ENCODER.call(local, "project", arguments).get(0).toFloats();
    }
  }

  /** Embeds cells from their projection, with the frozen weights alone: [n, latent], flat. */
  public float[] embedProjected(float[] projection, int cells) {
    exact();
    int width = weights.linears().get(0).out();
    int rows = Math.max(cells, NativeBatch.FEWEST_CELLS);
    try (NativeScope local = scope.child()) {
      List<NativeTensor> arguments = new ArrayList<>();
      arguments.add(local.floats("p", Arrays.copyOf(projection, rows * width), rows, width));
      arguments.add(local.empty("xa"));
      biases.forEach(layer -> arguments.add(local.empty("M[]")));
      arguments.addAll(frozen());
      for (String name : List.of("A[]", "B[]", "s[]")) {
        biases.forEach(layer -> arguments.add(local.empty(name)));
      }
      float[] embeddings = Module.ENCODER.call(local, "tail", arguments).get(0).toFloats();
      return Arrays.copyOf(embeddings, cells * weights.outputSize());
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

  /**
   * The scripts' arguments W, b, bn and V for training, V being W transposed: the same numbers as
   * {@link #frozen()} in an order of memory for batches of {@value #PACKED_ROWS} rows.
   */
  public synchronized List<NativeTensor> trainable() {
    exact();
    if (trainable.isEmpty()) {
      List<MlpWeights.Linear> behind = weights.linears().subList(1, weights.linears().size());
      List<NativeTensor> all = new ArrayList<>();
      behind.forEach(l -> all.add(packed(scope, "W[]", l.weight(), l.out(), l.in())));
      all.addAll(biases);
      all.addAll(norms);
      for (MlpWeights.Linear l : behind) {
        float[] transposed = columns(l.weight(), l.in(), 0, l.out());
        all.add(packed(scope, "V[]", transposed, l.in(), l.out()));
      }
      trainable = all;
    }
    return trainable;
  }

  /** A weight [rows, columns] for the quick product with batches that are trained on. */
  static NativeTensor packed(
      NativeScope scope, String name, float[] values, int rows, int columns) {
    try (NativeScope local = scope.child()) {
      NativeTensor plain = local.floats("w", values, rows, columns);
      NativeTensor hint = local.floats("rows", new float[] {PACKED_ROWS}, 1);
      return Module.ENCODER
          .call(local, "packed", List.of(plain, hint))
          .get(0)
          .keptBy(scope)
          .named(name);
    }
  }

  /**
   * The script's arguments T and b: the first layer transposed in blocks of columns, and biases.
   */
  public List<NativeTensor> firstLayer() {
    List<NativeTensor> all = new ArrayList<>(tables);
    all.addAll(biases);
    return all;
  }

  public MlpWeights weights() {
    return weights;
  }

  /** What the weights are kept in, never {@link Precision#AUTO}. */
  public Precision precision() {
    return precision;
  }

  /** Where the weights are. */
  public TorchDevice device() {
    return device;
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
