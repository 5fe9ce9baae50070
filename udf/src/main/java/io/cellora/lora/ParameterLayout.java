package io.cellora.lora;

import io.cellora.weights.MlpWeights;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * Where each trainable matrix lies in one flat array: A [r, in] and B [out, r] of every adapted
 * layer in network order, then the head's W1 [hidden, latent], b1, W2 [classes, hidden], b2.
 *
 * @param linears the encoder's linear layers, in network order
 */
public record ParameterLayout(List<Linear> linears, LoraConfig lora, List<Slot> slots)
    implements Serializable {

  private static final String HEAD = "head.";

  /** A linear layer's name and widths. */
  public record Linear(String name, int in, int out) implements Serializable {}

  /** A matrix [rows, columns] that starts at an offset; fan-in is what its layer reads. */
  public record Slot(String name, int rows, int columns, int fanIn, int offset)
      implements Serializable {

    public int size() {
      return rows * columns;
    }

    public boolean ofHead() {
      return name.startsWith(HEAD);
    }

    /** B starts at zero, so that a fresh adapter changes nothing. */
    public boolean startsAtZero() {
      return name.endsWith(".lora_B");
    }
  }

  /** Lays out the adapters of the encoder and a head over its embedding. */
  public static ParameterLayout of(MlpWeights encoder, LoraConfig lora, int hidden, int classes) {
    List<String> adapted = lora.layers(encoder);
    List<Linear> linears =
        encoder.linears().stream().map(l -> new Linear(l.name(), l.in(), l.out())).toList();
    Builder builder = new Builder();
    for (Linear linear : linears) {
      if (adapted.contains(linear.name())) {
        builder.add(linear.name() + ".lora_A", lora.r(), linear.in(), linear.in());
        builder.add(linear.name() + ".lora_B", linear.out(), lora.r(), lora.r());
      }
    }
    int latent = encoder.outputSize();
    builder.add(HEAD + "0.weight", hidden, latent, latent);
    builder.add(HEAD + "0.bias", hidden, 1, latent);
    builder.add(HEAD + "3.weight", classes, hidden, hidden);
    builder.add(HEAD + "3.bias", classes, 1, hidden);
    return new ParameterLayout(linears, lora, List.copyOf(builder.slots));
  }

  private static final class Builder {
    private final List<Slot> slots = new ArrayList<>();
    private int offset;

    void add(String name, int rows, int columns, int fanIn) {
      slots.add(new Slot(name, rows, columns, fanIn, offset));
      offset = Math.addExact(offset, Math.multiplyExact(rows, columns));
    }
  }

  /** Length of the flat array. */
  public int size() {
    Slot last = slots.get(slots.size() - 1);
    return last.offset() + last.size();
  }

  /** Length of the part that belongs to the adapters; it comes first. */
  public int adapterSize() {
    return head().get(0).offset();
  }

  /** Classes of the head. */
  public int classes() {
    return head().get(3).rows();
  }

  /** The layer's A, or null where it has no adapter. */
  Slot a(Linear linear) {
    return find(linear.name() + ".lora_A");
  }

  /** The layer's B, or null where it has no adapter. */
  Slot b(Linear linear) {
    return find(linear.name() + ".lora_B");
  }

  /** W1, b1, W2, b2. */
  List<Slot> head() {
    return slots.stream().filter(Slot::ofHead).toList();
  }

  /** Whether training needs the cells' genes, or their prefix alone. */
  public boolean adaptsFirstLayer() {
    return a(linears.get(0)) != null;
  }

  private Slot find(String name) {
    return slots.stream().filter(slot -> slot.name().equals(name)).findFirst().orElse(null);
  }
}
