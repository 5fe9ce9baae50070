package io.cellora.lora;

import io.cellora.encoder.NativeEncoder;
import io.cellora.torch.NativeScope;
import io.cellora.torch.NativeTensor;
import io.cellora.torch.TorchModule;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What the first layer makes of some cells, and the gradient of its adapter: from what was prepared
 * and the nonzeros, or the long way through dense rows.
 */
final class FirstLayer {

  private static final class Module {
    static final TorchModule DENSE =
        TorchModule.compile(
            "dense",
            NativeEncoder.DENSE_ROWS,
            new TorchModule.Part(FirstLayer.class, "dense.ts.py"));
  }

  private final NativeScope scope;
  private final NativeEncoder encoder;
  private final TrainableParameters parameters;
  private final StepPlan plan;
  private final StepCells cells;
  private final ParameterLayout.Slot a;

  /** What the adapter reads: the genes, some of them left out by dropout. */
  private final SparseRows read;

  FirstLayer(
      NativeScope scope,
      NativeEncoder encoder,
      TrainableParameters parameters,
      StepPlan plan,
      StepCells cells) {
    this.scope = scope;
    this.encoder = encoder;
    this.parameters = parameters;
    this.plan = plan;
    this.cells = cells;
    this.a = parameters.layout().a(parameters.layout().linears().get(0));
    this.read = a == null ? SparseRows.NONE : kept(plan.dropout().ofLayer(0));
  }

  private SparseRows genes() {
    return cells.cells().genes().unpacked();
  }

  private SparseRows kept(Dropout.Site site) {
    SparseRows genes = genes();
    if (site.rate() == 0) {
      return genes;
    }
    float[] values = genes.values().clone();
    float keep = 1 / (1 - site.rate());
    for (int row = 0; row < genes.size(); row++) {
      SplittableRandom random = cells.random(plan.batches(), site, row);
      for (int i = genes.offsets()[row]; i < genes.offsets()[row + 1]; i++) {
        values[i] = random.nextDouble() < site.rate() ? 0 : values[i] * keep;
      }
    }
    return new SparseRows(genes.offsets(), genes.indices(), values);
  }

  /** W0 x + b0 [n, width]. */
  NativeTensor prefix() {
    if (plan.takes(Shortcut.FROZEN_PREFIX)) {
      DenseRows prefix = cells.cells().prefix();
      return scope.floats("p", prefix.all(), cells.size(), prefix.width());
    }
    return ofCells("dense_project").named("p");
  }

  /** A x [n, r], empty without an adapter. */
  NativeTensor adapted() {
    if (a == null) {
      return scope.empty("xa");
    }
    if (plan.takes(Shortcut.SPARSE_ADAPTER)) {
      float[] transposed =
          SparseRows.transpose(parameters.values(), a.offset(), a.rows(), a.columns());
      return scope.floats("xa", read.times(transposed, a.rows()), cells.size(), a.rows());
    }
    List<NativeTensor> arguments = arguments(read);
    arguments.add(new StepTensors(scope, parameters).matrix("A", a));
    return Module.DENSE.call(scope, "dense_adapter", arguments).get(0).named("xa");
  }

  /** The gradient of A [r, genes] from that of A x [n, r]. */
  float[] gradient(NativeTensor dxa) {
    if (plan.takes(Shortcut.SPARSE_ADAPTER)) {
      float[] transposed = read.transposedTimes(dxa.toFloats(), a.columns(), a.rows());
      return SparseRows.transpose(transposed, 0, a.columns(), a.rows());
    }
    List<NativeTensor> arguments = arguments(read);
    arguments.add(dxa.named("dxa"));
    arguments.add(new StepTensors(scope, parameters).matrix("A", a));
    return Module.DENSE.call(scope, "dense_adapter_gradient", arguments).get(0).toFloats();
  }

  /** The cells as dense rows [n, genes]. */
  NativeTensor dense(String name) {
    return ofCells("dense_cells").named(name);
  }

  /** A method of the script that takes the cells and the first layer. */
  private NativeTensor ofCells(String method) {
    List<NativeTensor> arguments = arguments(genes());
    arguments.addAll(encoder.firstLayer());
    return Module.DENSE.call(scope, method, arguments).get(0);
  }

  private List<NativeTensor> arguments(SparseRows x) {
    List<NativeTensor> arguments = new ArrayList<>();
    arguments.add(scope.ints("x[]", x.indices(), x.indices().length));
    arguments.add(scope.ints("x[]", x.offsets(), x.size()));
    arguments.add(scope.floats("x[]", x.values(), x.values().length));
    return arguments;
  }
}
