package io.cellora.lora;

import io.cellora.encoder.NativeDecoder;
import io.cellora.encoder.NativeEncoder;
import io.cellora.torch.NativeScope;
import io.cellora.torch.NativeTensor;
import io.cellora.torch.TorchModule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One training step over a worker's part of a batch: losses and exact gradients. Stateless; serves
 * several threads.
 */
public final class TrainingStep {

  private static final class Modules {
    static final TorchModule.Part HEAD = new TorchModule.Part(TrainingStep.class, "head.ts.py");
    static final TorchModule TRAIN =
        TorchModule.compile(
            "train_step",
            NativeEncoder.NETWORK,
            HEAD,
            new TorchModule.Part(TrainingStep.class, "losses.ts.py"),
            new TorchModule.Part(TrainingStep.class, "train_step.ts.py"));
    static final TorchModule SCORE = TorchModule.compile("score", NativeEncoder.NETWORK, HEAD);
  }

  private final NativeEncoder encoder;
  private final Optional<NativeDecoder> decoder;
  private final TrainableParameters parameters;
  private final ParameterLayout layout;
  private final StepPlan plan;

  /**
   * @param decoder needed for the reconstruction loss only
   */
  TrainingStep(
      NativeEncoder encoder,
      Optional<NativeDecoder> decoder,
      TrainableParameters parameters,
      StepPlan plan) {
    this.encoder = encoder;
    this.decoder = decoder;
    this.parameters = parameters;
    this.layout = parameters.layout();
    this.plan = plan;
  }

  /** Sums the losses and their gradients by all parameters. */
  GradientSum run(StepCells cells) {
    if (cells.size() == 0) {
      return GradientSum.empty();
    }
    try (NativeScope scope = encoder.newScope()) {
      FirstLayer first = new FirstLayer(scope, encoder, parameters, plan, cells);
      List<NativeTensor> arguments = new ArrayList<>();
      arguments.add(first.prefix());
      arguments.add(first.adapted());
      arguments.addAll(cellArguments(scope, cells));
      arguments.addAll(masks(scope, cells));
      arguments.addAll(target(scope, cells, first));
      arguments.addAll(encoder.frozen());
      arguments.addAll(encoder.transposes());
      StepTensors tensors = new StepTensors(scope, parameters);
      arguments.addAll(tensors.adapters());
      arguments.addAll(tensors.head());
      arguments.addAll(classTerms(scope));
      arguments.addAll(decoderArguments(scope));
      List<NativeTensor> out = Modules.TRAIN.callWithGradients(scope, "step", arguments);
      return sum(out.get(0).toFloats(), cells, out, gradient(first, out));
    }
  }

  /** The same for the head alone, on the frozen embeddings: no adapter may have moved yet. */
  GradientSum runHead(StepCells cells) {
    if (cells.size() == 0) {
      return GradientSum.empty();
    }
    try (NativeScope scope = encoder.newScope()) {
      List<NativeTensor> arguments = new ArrayList<>();
      arguments.add(base(scope, cells));
      arguments.add(labels(scope, cells));
      arguments.add(headMask(scope, cells));
      float smoothing = (float) plan.losses().crossEntropy().labelSmoothing();
      arguments.add(scope.floats("smoothing", new float[] {smoothing}, 1));
      arguments.addAll(new StepTensors(scope, parameters).head());
      arguments.addAll(classTerms(scope));
      List<NativeTensor> out = Modules.TRAIN.callWithGradients(scope, "head_step", arguments);
      float[] gradient = new float[layout.size() - layout.adapterSize()];
      for (int i = 0; i < 4; i++) {
        ParameterLayout.Slot slot = layout.head().get(i);
        put(out.get(2 + i), slot, slot.offset() - layout.adapterSize(), gradient);
      }
      float[] terms = new float[LossTerm.values().length];
      terms[0] = out.get(0).toFloats()[0];
      return sum(terms, cells, out, gradient);
    }
  }

  private GradientSum sum(
      float[] script, StepCells cells, List<NativeTensor> out, float[] gradient) {
    double[] terms = new double[script.length];
    for (LossTerm term : LossTerm.values()) {
      terms[term.ordinal()] = plan.losses().has(term) ? script[term.ordinal()] : Double.NaN;
    }
    long right = (long) out.get(1).toFloats()[0];
    return new GradientSum(plan.losses().total(terms), terms, cells.size(), right, gradient);
  }

  /** e0, labels, donors, draws, mask and h. */
  private List<NativeTensor> cellArguments(NativeScope scope, StepCells cells) {
    int[] donors = cells.cells().keys().donors();
    float[] h = plan.losses().hyperparameters(encoder.weights().inputSize());
    return List.of(
        base(scope, cells),
        labels(scope, cells),
        scope.longs("donors", donors, donors.length),
        scope.floats("draws", cells.draws(plan.batches()), cells.size(), 3),
        headMask(scope, cells),
        scope.floats("h", h, h.length));
  }

  private NativeTensor base(NativeScope scope, StepCells cells) {
    DenseRows base = cells.cells().base();
    return scope.floats("e0", base.all(), cells.size(), base.width());
  }

  private NativeTensor headMask(NativeScope scope, StepCells cells) {
    int hidden = layout.head().get(0).rows();
    float[] mask = cells.mask(plan.batches(), plan.dropout().ofHead(), hidden);
    return scope.floats("mask", mask, cells.size(), hidden);
  }

  /** torch reads labels without a check, so they are checked here. */
  private NativeTensor labels(NativeScope scope, StepCells cells) {
    int[] labels = cells.cells().keys().labels();
    for (int label : labels) {
      if (label < 0 || label >= layout.classes()) {
        throw new IllegalArgumentException(
            "Invalid label index: " + label + ", expected 0 to " + (layout.classes() - 1));
      }
    }
    return scope.longs("labels", labels, labels.length);
  }

  private List<NativeTensor> masks(NativeScope scope, StepCells cells) {
    List<NativeTensor> masks = new ArrayList<>();
    List<ParameterLayout.Linear> linears = layout.linears();
    for (int i = 1; i < linears.size(); i++) {
      Dropout.Site site = plan.dropout().ofLayer(i);
      int width = linears.get(i).in();
      masks.add(
          site.rate() == 0 || layout.a(linears.get(i)) == null
              ? scope.empty("M[]")
              : scope.floats("M[]", cells.mask(plan.batches(), site, width), cells.size(), width));
    }
    return masks;
  }

  private List<NativeTensor> target(NativeScope scope, StepCells cells, FirstLayer first) {
    if (!plan.losses().has(LossTerm.RECONSTRUCTION)) {
      return List.of(scope.empty("R[]"));
    }
    if (!plan.takes(Shortcut.GRAM_RECONSTRUCTION)) {
      return List.of(first.dense("R[]"));
    }
    Reconstruction target = cells.cells().target();
    DenseRows products = target.products();
    return List.of(
        scope.floats("R[]", products.all(), cells.size(), products.width()),
        scope.doubles("R[]", target.constants()));
  }

  private List<NativeTensor> classTerms(NativeScope scope) {
    StepLosses.CrossEntropy loss = plan.losses().crossEntropy();
    return List.of(
        scope.floats("C[]", loss.classWeights(), layout.classes()),
        scope.floats("C[]", loss.adjustment(), layout.classes()));
  }

  private List<NativeTensor> decoderArguments(NativeScope scope) {
    if (!plan.losses().has(LossTerm.RECONSTRUCTION)) {
      return NativeDecoder.none(scope);
    }
    NativeDecoder present =
        decoder.orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Cannot compute the reconstruction loss (the model folder has no decoder):"
                        + " weight "
                        + plan.losses().reconstruction()));
    return plan.takes(Shortcut.GRAM_RECONSTRUCTION) ? present.frozen() : present.whole();
  }

  /** Scores of the classes [n, classes], row-major, without dropout. */
  float[] score(TrainingBlock block) {
    try (NativeScope scope = encoder.newScope()) {
      return evaluate(scope, block).get(0).toFloats();
    }
  }

  /**
   * Classes, products and cosines of some cells, without dropout.
   *
   * @param labels classes of the head, and behind them those that training never saw
   */
  Evaluation evaluate(TrainingBlock block, int labels) {
    try (NativeScope scope = encoder.newScope()) {
      List<NativeTensor> out = evaluate(scope, block);
      double cosines = 0;
      for (float cosine : out.get(2).toFloats()) {
        cosines += cosine;
      }
      return new Evaluation(
          block.size(),
          confusion(block.keys().labels(), out.get(0).toFloats(), labels),
          out.get(1).toDoubles(),
          cosines);
    }
  }

  private long[] confusion(int[] truth, float[] scores, int labels) {
    int classes = layout.classes();
    long[] counts = new long[labels * classes];
    for (int i = 0; i < truth.length; i++) {
      int best = 0;
      for (int c = 1; c < classes; c++) {
        best = scores[i * classes + c] > scores[i * classes + best] ? c : best;
      }
      counts[truth[i] * classes + best]++;
    }
    return counts;
  }

  private List<NativeTensor> evaluate(NativeScope scope, TrainingBlock block) {
    StepCells cells = new StepCells(block, 0, 0);
    FirstLayer first = new FirstLayer(scope, encoder, parameters, plan, cells);
    List<NativeTensor> arguments = new ArrayList<>();
    arguments.add(first.prefix());
    arguments.add(first.adapted());
    arguments.add(base(scope, cells));
    arguments.add(scope.floats("mask", new float[] {1}, 1, 1));
    layout.linears().forEach(linear -> arguments.add(scope.empty("M[]")));
    arguments.addAll(encoder.frozen());
    StepTensors tensors = new StepTensors(scope, parameters);
    arguments.addAll(tensors.adapters());
    arguments.addAll(tensors.head());
    return Modules.SCORE.call(scope, "evaluate", arguments);
  }

  /**
   * Puts the script's answers, [losses, right, d xa, d A ..., d B ..., d head ...], in layout
   * order.
   */
  private float[] gradient(FirstLayer first, List<NativeTensor> out) {
    float[] gradient = new float[layout.size()];
    int layers = layout.linears().size();
    for (int i = 0; i < layers; i++) {
      ParameterLayout.Linear linear = layout.linears().get(i);
      ParameterLayout.Slot a = layout.a(linear);
      if (a != null) {
        put(
            i == 0 ? first.gradient(out.get(2)) : out.get(3 + i).toFloats(),
            a,
            a.offset(),
            gradient);
        ParameterLayout.Slot b = layout.b(linear);
        put(out.get(3 + layers + i), b, b.offset(), gradient);
      }
    }
    for (int i = 0; i < 4; i++) {
      ParameterLayout.Slot slot = layout.head().get(i);
      put(out.get(3 + 2 * layers + i), slot, slot.offset(), gradient);
    }
    return gradient;
  }

  private static void put(NativeTensor part, ParameterLayout.Slot slot, int at, float[] gradient) {
    put(part.toFloats(), slot, at, gradient);
  }

  private static void put(float[] part, ParameterLayout.Slot slot, int at, float[] gradient) {
    if (part.length != slot.size()) {
      throw new IllegalStateException(
          "Cannot place gradient of " + slot.name() + " (" + part.length + " values): " + slot);
    }
    System.arraycopy(part, 0, gradient, at, part.length);
  }
}
