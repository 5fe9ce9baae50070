package io.cellora.lora;

import java.io.Serializable;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Moves parameters against a mean gradient: clips it by its norm, then AdamW on adapters and head.
 * The driver has one, and so has each worker that takes local steps.
 */
public final class StepOptimizer {

  /**
   * What does not change in a training.
   *
   * @param clipNorm largest norm of the gradient over all that moves
   * @param loraPlusRatio rate of B over that of A (LoRA+, 2402.12354); 1 is plain LoRA
   */
  public record Rule(AdamW.Constants constants, double clipNorm, double loraPlusRatio)
      implements Serializable {}

  /** Which part moves. */
  public enum Phase {
    HEAD_ONLY,
    TOGETHER
  }

  /** The learning rates of one step; that of the adapters is A's. */
  public record Rates(Phase phase, double adapters, double head) implements Serializable {}

  private final Rule rule;
  private final int adapterSize;
  private final BitSet frozen;
  private final ParameterGroup.Spans a;
  private final ParameterGroup.Spans b;
  private final ParameterGroup.Spans head;
  private final AdamW adamW;

  public StepOptimizer(Rule rule, ParameterLayout layout, AdamW.State state) {
    if (state.first().length != layout.size()) {
      throw new IllegalArgumentException(
          "Invalid optimiser state: %d values, expected %d"
              .formatted(state.first().length, layout.size()));
    }
    this.rule = rule;
    this.adapterSize = layout.adapterSize();
    this.frozen = layout.frozen();
    this.a = ParameterGroup.ADAPTER_A.in(layout);
    this.b = ParameterGroup.ADAPTER_B.in(layout);
    this.head = ParameterGroup.HEAD.in(layout);
    this.adamW = new AdamW(rule.constants(), state);
  }

  /** Moves the values in place, scales the gradient, and answers the norm it had. */
  public double step(float[] values, double[] gradient, Rates rates) {
    if (rates.phase() == Phase.HEAD_ONLY) {
      Arrays.fill(gradient, 0, adapterSize, 0);
    }
    frozen.stream().forEach(i -> gradient[i] = 0);
    double norm = GradientClip.clip(gradient, rule.clipNorm());
    adamW.step(values, gradient, head, rates.head());
    if (rates.phase() == Phase.TOGETHER) {
      double ofB = rates.adapters() * rule.loraPlusRatio();
      adamW.step(values, gradient, a, rates.adapters());
      adamW.step(values, gradient, b, ofB);
    }
    return norm;
  }

  /** A copy of the moments. */
  public AdamW.State state() {
    return adamW.state();
  }
}
