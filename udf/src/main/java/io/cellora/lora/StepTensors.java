package io.cellora.lora;

import io.cellora.torch.NativeScope;
import io.cellora.torch.NativeTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Turns the flat trainable values to the scripts' arguments A, B, s and head. */
final class StepTensors {

  private final NativeScope scope;
  private final ParameterLayout layout;
  private final float[] values;
  private final EmbeddingScale scale;

  StepTensors(NativeScope scope, TrainableParameters parameters) {
    this.scope = scope;
    this.layout = parameters.layout();
    this.values = parameters.values();
    this.scale = parameters.scale();
  }

  List<NativeTensor> adapters() {
    List<NativeTensor> all = new ArrayList<>();
    for (ParameterLayout.Linear linear : layout.linears()) {
      boolean first = linear == layout.linears().get(0);
      // The first layer's A enters as its product with the cells.
      all.add(first ? scope.empty("A[]") : matrix("A[]", layout.a(linear)));
    }
    layout.linears().forEach(linear -> all.add(matrix("B[]", layout.b(linear))));
    layout
        .linears()
        .forEach(l -> all.add(scope.floats("s[]", new float[] {(float) layout.scaling(l)}, 1)));
    return all;
  }

  List<NativeTensor> head() {
    List<NativeTensor> all = new ArrayList<>();
    for (ParameterLayout.Slot slot : layout.head()) {
      all.add(slot.columns() == 1 ? vector("head[]", slot) : matrix("head[]", slot));
    }
    all.add(scope.floats("head[]", scale.center(), scale.center().length));
    all.add(scope.floats("head[]", scale.scale(), scale.scale().length));
    return all;
  }

  NativeTensor matrix(String name, ParameterLayout.Slot slot) {
    return slot == null
        ? scope.empty(name)
        : scope.floats(name, slice(slot), slot.rows(), slot.columns());
  }

  private NativeTensor vector(String name, ParameterLayout.Slot slot) {
    return scope.floats(name, slice(slot), slot.rows());
  }

  private float[] slice(ParameterLayout.Slot slot) {
    return Arrays.copyOfRange(values, slot.offset(), slot.offset() + slot.size());
  }
}
