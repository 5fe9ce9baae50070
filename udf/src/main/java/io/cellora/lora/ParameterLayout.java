package io.cellora.lora;

import io.cellora.weights.LoraPair;
import io.cellora.weights.LoraWeights;
import io.cellora.weights.MlpWeights;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where each trainable matrix lies in one flat array: A [r, in] and B [out, r] of every adapted
 * layer in network order, then the head's W1 [hidden, latent], b1, W2 [classes, hidden], b2.
 *
 * <p>An adapter that starts as a part of the base weight has a frozen companion: A is [A; A0] and B
 * is [B, -B0], of twice the rank, and only the first halves move.
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

  /**
   * Lays out the adapters of the encoder and a head over its embedding.
   *
   * @throws IllegalArgumentException if targets, patterns or ranks do not fit the encoder
   */
  public static ParameterLayout of(MlpWeights encoder, LoraConfig lora, int hidden, int classes) {
    lora.checkRanks(encoder);
    List<Linear> linears =
        encoder.linears().stream().map(l -> new Linear(l.name(), l.in(), l.out())).toList();
    return of(linears, lora, lora.layers(encoder), hidden, classes);
  }

  /**
   * Lays out a finished adapter, to train on from it.
   *
   * @throws IllegalArgumentException if it was made for an encoder of other widths
   */
  public static ParameterLayout of(
      MlpWeights encoder, LoraWeights adapter, float dropout, int hidden, int classes) {
    adapter.checkFits(encoder);
    List<Linear> linears =
        encoder.linears().stream().map(l -> new Linear(l.name(), l.in(), l.out())).toList();
    LoraConfig lora = LoraConfig.of(adapter, dropout);
    return of(linears, lora, lora.targets(), hidden, classes);
  }

  /** The same head over adapters of these ranks and no others; this one if nothing differs. */
  public ParameterLayout withRanks(Map<String, Integer> ranks) {
    if (ranks.equals(ranks())) {
      return this;
    }
    List<String> layers = List.copyOf(ranks.keySet());
    int hidden = head().get(0).rows();
    return of(linears, lora.withRanks(ranks), layers, hidden, classes());
  }

  private static ParameterLayout of(
      List<Linear> linears, LoraConfig lora, List<String> adapted, int hidden, int classes) {
    Builder builder = new Builder();
    for (Linear linear : linears) {
      if (adapted.contains(linear.name())) {
        int rank = lora.rank(linear.name()) * (lora.init().ofBaseWeight() ? 2 : 1);
        builder.add(linear.name() + ".lora_A", rank, linear.in(), linear.in());
        builder.add(linear.name() + ".lora_B", linear.out(), rank, rank);
      }
    }
    int latent = linears.get(linears.size() - 1).out();
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

  /** Width of the head's hidden layer. */
  public int hidden() {
    return head().get(0).rows();
  }

  /** Classes of the head. */
  public int classes() {
    return head().get(3).rows();
  }

  /** The layers that have an adapter, in network order. */
  List<Linear> adapted() {
    return linears.stream().filter(linear -> a(linear) != null).toList();
  }

  /** Rank of every adapter as it is laid out, by layer in network order. */
  public Map<String, Integer> ranks() {
    Map<String, Integer> ranks = new LinkedHashMap<>();
    adapted().forEach(linear -> ranks.put(linear.name(), a(linear).rows()));
    return ranks;
  }

  /** What the layer's B A is multiplied with. */
  public double scaling(Linear linear) {
    return lora.scaling(linear.name());
  }

  /** How many of the layer's last directions are a companion that does not move. */
  int frozenRank(Linear linear) {
    return lora.init().ofBaseWeight() ? a(linear).rows() / 2 : 0;
  }

  /**
   * The values that no step may move, neither by a gradient nor by weight decay: the companions'
   * rows of A and columns of B.
   */
  public BitSet frozen() {
    BitSet frozen = new BitSet(size());
    for (Linear linear : adapted()) {
      int companion = frozenRank(linear);
      Slot a = a(linear);
      frozen.set(a.offset() + (a.rows() - companion) * a.columns(), a.offset() + a.size());
      Slot b = b(linear);
      for (int row = 0; row < b.rows(); row++) {
        int end = b.offset() + (row + 1) * b.columns();
        frozen.set(end - companion, end);
      }
    }
    return frozen;
  }

  /** A copy of the layer's adapter. */
  LoraPair pair(Linear linear, float[] values) {
    int rank = a(linear).rows();
    return new LoraPair(
        rank,
        (float) lora.alphaFor(rank, scaling(linear)),
        lora.rslora(),
        slice(a(linear), values),
        slice(b(linear), values),
        linear.in(),
        linear.out());
  }

  static float[] slice(Slot slot, float[] values) {
    return Arrays.copyOfRange(values, slot.offset(), slot.offset() + slot.size());
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
