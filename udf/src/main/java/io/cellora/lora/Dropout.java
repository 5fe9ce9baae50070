package io.cellora.lora;

import java.io.Serializable;

/**
 * Shares of what is left out at random in training.
 *
 * @param head of the head's hidden values
 * @param lora of what the adapters read, PEFT's lora_dropout
 */
public record Dropout(float head, float lora) implements Serializable {

  public static final Dropout NONE = new Dropout(0, 0);

  /** A place in the network where something is left out. */
  public record Site(int place, float rate) {}

  Site ofHead() {
    return new Site(0, head);
  }

  /** What the adapter of a layer reads, layers counted from 0. */
  Site ofLayer(int layer) {
    return new Site(layer + 1, lora);
  }
}
