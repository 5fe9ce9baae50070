package io.cellora.lora;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Which values of the flat array move at a rate of their own. */
public enum ParameterGroup {
  ADAPTER_A,
  ADAPTER_B,
  HEAD;

  /** The values {@code from} up to {@code to}. */
  public record Span(int from, int to) implements Serializable {}

  /** Where the values of a group lie. */
  public record Spans(ParameterGroup group, List<Span> spans) implements Serializable {

    public Spans {
      spans = List.copyOf(spans);
    }
  }

  /** The group's part of a layout without what is frozen; empty where there are no adapters. */
  public Spans in(ParameterLayout layout) {
    BitSet frozen = layout.frozen();
    List<Span> spans = new ArrayList<>();
    for (ParameterLayout.Slot slot : layout.slots()) {
      int end = slot.offset() + slot.size();
      int from = of(slot) == this ? frozen.nextClearBit(slot.offset()) : end;
      while (from < end) {
        int next = frozen.nextSetBit(from);
        int to = next < 0 ? end : Math.min(next, end);
        spans.add(new Span(from, to));
        from = frozen.nextClearBit(to);
      }
    }
    return new Spans(this, spans);
  }

  private static ParameterGroup of(ParameterLayout.Slot slot) {
    if (slot.ofHead()) {
      return HEAD;
    }
    return slot.name().endsWith(".lora_B") ? ADAPTER_B : ADAPTER_A;
  }
}
