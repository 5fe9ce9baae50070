package io.cellora.lora;

import java.io.Serializable;

/**
 * AdamW with decoupled weight decay (Loshchilov and Hutter, 1711.05101), in the arithmetic of
 * torch.optim.AdamW, over groups of one flat array; knows nothing of Spark or of what the values
 * mean. A group that is left out of a step is as torch's parameters without a gradient.
 */
public final class AdamW {

  /** The constants of the update rule. */
  public record Constants(double beta1, double beta2, double epsilon, double weightDecay)
      implements Serializable {}

  /**
   * All that an optimiser remembers: what goes into a checkpoint, or to an executor.
   *
   * @param first running means of the gradient, in the order of the values
   * @param second running means of its square
   * @param steps that each group has taken, in the order of {@link ParameterGroup}
   */
  public record State(double[] first, double[] second, int[] steps) implements Serializable {

    public State {
      if (first.length != second.length || steps.length != ParameterGroup.values().length) {
        throw new IllegalArgumentException(
            "Invalid optimiser state: %d and %d moments, %d groups, expected as many of both and %d"
                .formatted(
                    first.length, second.length, steps.length, ParameterGroup.values().length));
      }
    }

    /** Of an optimiser without history. */
    public static State fresh(int size) {
      return new State(new double[size], new double[size], new int[ParameterGroup.values().length]);
    }

    public State copy() {
      return new State(first.clone(), second.clone(), steps.clone());
    }
  }

  private final Constants constants;
  private final State state;

  /** Goes on from a state, of which it keeps a copy. */
  public AdamW(Constants constants, State state) {
    this.constants = constants;
    this.state = state.copy();
  }

  /** A copy of what it remembers. */
  public State state() {
    return state.copy();
  }

  /** Moves the values of a group's spans in place, against the gradient. */
  public void step(float[] values, double[] gradient, ParameterGroup.Spans group, double rate) {
    int step = ++state.steps()[group.group().ordinal()];
    double bias1 = 1 - StrictMath.pow(constants.beta1(), step);
    double bias2 = 1 - StrictMath.pow(constants.beta2(), step);
    double decay = 1 - rate * constants.weightDecay();
    Scale scale = new Scale(decay, rate / bias1, 1 / Math.sqrt(bias2));
    for (ParameterGroup.Span span : group.spans()) {
      move(values, gradient, span, scale);
    }
  }

  /** What a step multiplies with: a division for each value would take most of its time. */
  private record Scale(double decay, double rate, double second) {}

  private void move(float[] values, double[] gradient, ParameterGroup.Span span, Scale scale) {
    double beta1 = constants.beta1();
    double beta2 = constants.beta2();
    double epsilon = constants.epsilon();
    double[] first = state.first();
    double[] second = state.second();
    for (int i = span.from(); i < span.to(); i++) {
      double g = gradient[i];
      first[i] = beta1 * first[i] + (1 - beta1) * g;
      second[i] = beta2 * second[i] + (1 - beta2) * g * g;
      double divisor = Math.sqrt(second[i]) * scale.second() + epsilon;
      values[i] = (float) (values[i] * scale.decay() - scale.rate() * first[i] / divisor);
    }
  }
}
