package io.cellora.encoder;

import io.cellora.weights.LoraWeights;
import java.io.Serializable;
import org.apache.spark.broadcast.Broadcast;

/** One way to embed cells: the frozen encoder, or that with an adapter. */
public sealed interface Arm extends Serializable {

  /** The frozen encoder. */
  Arm BASE = new Base();

  /** The adapter's weights; without layers for the frozen encoder. */
  LoraWeights weights();

  /**
   * An arm with an adapter.
   *
   * @param name arms of equal names are taken for the same
   * @param broadcast its weights, broadcast once
   */
  static Arm adapted(String name, Broadcast<LoraWeights> broadcast) {
    return new Adapted(name, broadcast);
  }

  /** See {@link #BASE}. */
  record Base() implements Arm {
    @Override
    public LoraWeights weights() {
      return ArmTensors.BASE;
    }

    @Override
    public String toString() {
      return "base";
    }
  }

  /** See {@link #adapted}. */
  record Adapted(String name, Broadcast<LoraWeights> broadcast) implements Arm {
    @Override
    public LoraWeights weights() {
      return broadcast.value();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Adapted that && name.equals(that.name);
    }

    @Override
    public int hashCode() {
      return name.hashCode();
    }

    @Override
    public String toString() {
      return name;
    }
  }
}
