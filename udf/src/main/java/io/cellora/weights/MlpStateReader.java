package io.cellora.weights;

import io.cellora.weights.MlpState.RawBlock;
import io.cellora.weights.MlpWeights.Linear;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes a state dict apart by a layout; depth and widths come from the weights alone. */
final class MlpStateReader {

  private static final Pattern IN_HIDDEN_BLOCK =
      Pattern.compile("network\\.(\\d{1,4})\\.\\d+\\..+");

  private final MlpLayout layout;
  private final NamedTensors state;
  private final String file;

  MlpStateReader(MlpLayout layout, NamedTensors state, String file) {
    this.layout = layout;
    this.state = state;
    this.file = file;
  }

  MlpState read() {
    int depth = depth();
    checkNames(depth);
    checkShapes(widths(depth));
    checkValues(depth);
    List<RawBlock> blocks = new ArrayList<>();
    for (int block = 0; block < depth; block++) {
      blocks.add(block(block));
    }
    return new MlpState(blocks, linear(layout.output(depth)));
  }

  private int depth() {
    int depth = 0;
    for (String name : state.names()) {
      Matcher matcher = IN_HIDDEN_BLOCK.matcher(name);
      if (matcher.matches()) {
        depth = Math.max(depth, Integer.parseInt(matcher.group(1)) + 1);
      }
    }
    if (depth == 0 || depth > state.names().size()) {
      throw Refusal.of(
          file, "is no SCimilarity " + network() + ", expected network.0.*", state.names());
    }
    return depth;
  }

  private void checkNames(int depth) {
    List<String> expected = layout.names(depth);
    Set<String> missing = new TreeSet<>(expected);
    missing.removeAll(state.names());
    Set<String> extra = new TreeSet<>(state.names());
    expected.forEach(extra::remove);
    if (!missing.isEmpty() || !extra.isEmpty()) {
      throw Refusal.of(
          file,
          "is no SCimilarity %s of %d hidden blocks".formatted(network(), depth),
          "missing tensors %s, unexpected tensors %s".formatted(missing, extra));
    }
  }

  private int[] widths(int depth) {
    int[] widths = new int[depth + 2];
    List<String> linears = layout.linears(depth);
    for (int i = 0; i < linears.size(); i++) {
      String name = linears.get(i) + ".weight";
      int[] shape = state.get(name).shape();
      if (shape.length != 2) {
        throw wrongShape(name, "[out, in]");
      }
      widths[i] = i == 0 ? shape[1] : widths[i];
      widths[i + 1] = shape[0];
    }
    return widths;
  }

  private void checkShapes(int[] widths) {
    for (Map.Entry<String, int[]> expected : layout.shapes(widths).entrySet()) {
      String name = expected.getKey();
      if (!state.get(name).hasShape(expected.getValue())) {
        throw wrongShape(name, Arrays.toString(expected.getValue()));
      }
      DType dtype = name.endsWith("num_batches_tracked") ? DType.INT64 : DType.FLOAT32;
      if (state.get(name).dtype() != dtype) {
        throw Refusal.of(file, "tensor " + name + " should be " + dtype, state.get(name).dtype());
      }
    }
  }

  private void checkValues(int depth) {
    for (Map.Entry<String, Tensor> entry : state.asMap().entrySet()) {
      if (entry.getValue().dtype() == DType.FLOAT32) {
        for (float value : entry.getValue().floats()) {
          if (!Float.isFinite(value)) {
            throw Refusal.of(file, "tensor " + entry.getKey() + " is not finite", value);
          }
        }
      }
    }
    for (int block = 0; block < depth; block++) {
      String name = layout.norm(block) + ".running_var";
      for (float variance : floats(name)) {
        if (variance < 0) {
          throw Refusal.of(file, "tensor " + name + " is negative", variance);
        }
      }
    }
  }

  private RawBlock block(int block) {
    String norm = layout.norm(block);
    return new RawBlock(
        linear(layout.linear(block)),
        floats(norm + ".weight"),
        floats(norm + ".bias"),
        floats(norm + ".running_mean"),
        floats(norm + ".running_var"),
        state.get(norm + ".num_batches_tracked").longs()[0],
        floats(layout.prelu(block) + ".weight")[0]);
  }

  private Linear linear(String name) {
    int[] shape = state.get(name + ".weight").shape();
    return new Linear(name, shape[1], shape[0], floats(name + ".weight"), floats(name + ".bias"));
  }

  private float[] floats(String name) {
    return state.get(name).floats();
  }

  private IllegalArgumentException wrongShape(String name, String expected) {
    return Refusal.of(
        file,
        "tensor %s has the wrong shape, expected %s".formatted(name, expected),
        Arrays.toString(state.get(name).shape()));
  }

  private String network() {
    return layout == MlpLayout.ENCODER ? "encoder" : "decoder";
  }
}
