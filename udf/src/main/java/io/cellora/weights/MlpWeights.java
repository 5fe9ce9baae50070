package io.cellora.weights;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * A network ready for inference: hidden blocks {@code y = prelu(scale * (W x + b) + shift)} with
 * the BatchNorm folded into scale and shift, then one Linear.
 */
public record MlpWeights(List<HiddenBlock> hidden, Linear output) implements Serializable {

  /** {@code W x + b}; weight is row-major [out, in], bias [out]; name as in the state dict. */
  public record Linear(String name, int in, int out, float[] weight, float[] bias)
      implements Serializable {

    public Linear {
      if (weight.length != (long) in * out || bias.length != out) {
        throw new IllegalArgumentException(
            "Invalid linear %s: weight of %d and bias of %d values, expected [%d, %d] and [%d]"
                .formatted(name, weight.length, bias.length, out, in, out));
      }
    }

    /** The same layer with another weight of the same shape. */
    public Linear withWeight(float[] other) {
      return new Linear(name, in, out, other, bias);
    }
  }

  /** Scale and shift are [out] of the linear; slope is the PReLU's for negative values. */
  public record HiddenBlock(Linear linear, float[] scale, float[] shift, float slope)
      implements Serializable {

    public HiddenBlock {
      if (scale.length != linear.out() || shift.length != linear.out()) {
        throw new IllegalArgumentException(
            "Invalid block %s: scale of %d and shift of %d values, expected %d"
                .formatted(linear.name(), scale.length, shift.length, linear.out()));
      }
    }
  }

  public MlpWeights {
    hidden = List.copyOf(hidden);
    int width = hidden.isEmpty() ? output.in() : hidden.get(0).linear().in();
    for (Linear linear : linears(hidden, output)) {
      if (linear.in() != width) {
        throw new IllegalArgumentException(
            "Invalid linear %s: takes %d values, expected %d"
                .formatted(linear.name(), linear.in(), width));
      }
      width = linear.out();
    }
  }

  /** All linears, from input to output. */
  public List<Linear> linears() {
    return linears(hidden, output);
  }

  public List<String> linearNames() {
    return linears().stream().map(Linear::name).toList();
  }

  /** The linear of that name; the error lists the names there are. */
  public Linear linear(String name) {
    return linears().stream()
        .filter(linear -> linear.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Cannot find layer %s (there are %s)".formatted(name, linearNames())));
  }

  public int inputSize() {
    return linears().get(0).in();
  }

  public int outputSize() {
    return output.out();
  }

  /** Widths from input to output, so one more than there are linears. */
  public int[] widths() {
    List<Linear> linears = linears();
    int[] widths = new int[linears.size() + 1];
    widths[0] = inputSize();
    for (int i = 0; i < linears.size(); i++) {
      widths[i + 1] = linears.get(i).out();
    }
    return widths;
  }

  private static List<Linear> linears(List<HiddenBlock> hidden, Linear output) {
    List<Linear> linears = new ArrayList<>();
    hidden.forEach(block -> linears.add(block.linear()));
    linears.add(output);
    return linears;
  }
}
