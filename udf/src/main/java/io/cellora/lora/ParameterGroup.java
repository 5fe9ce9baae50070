package io.cellora.lora;

import java.io.Serializable;
import java.util.ArrayList;
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

  /** The group's part of a layout; empty where there are no adapters. */
  public Spans in(ParameterLayout layout) {
    List<Span> spans = new ArrayList<>();
    for (ParameterLayout.Slot slot : layout.slots()) {
      if (of(slot) == this) {
        spans.add(new Span(slot.offset(), slot.offset() + slot.size()));
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
