package io.cellora.functions;

import java.util.function.Supplier;

/** A value that is computed once, when it is first asked for. */
final class Lazy<T> implements Supplier<T> {

  private Supplier<T> source;
  private T value;

  private Lazy(Supplier<T> source) {
    this.source = source;
  }

  static <T> Lazy<T> of(Supplier<T> source) {
    return new Lazy<>(source);
  }

  @Override
  public synchronized T get() {
    if (source != null) {
      value = source.get();
      source = null;
    }
    return value;
  }
}
