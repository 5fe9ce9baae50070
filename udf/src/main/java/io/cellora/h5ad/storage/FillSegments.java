package io.cellora.h5ad.storage;

import java.util.Arrays;

/** A dataset of which nothing was ever written: every element is the fill value. */
final class FillSegments extends Segments {

  private final long elements;
  private final byte[] run;
  private final int perRun;

  FillSegments(byte[] fill, long elements) {
    this.elements = elements;
    this.run = run(fill, elements);
    this.perRun = run.length / fill.length;
  }

  @Override
  void load(long element) {
    hold(run, element, Math.min(elements, element + perRun));
  }

  /** As many elements of {@code fill} as fit into a run, at most {@code most}. */
  static byte[] run(byte[] fill, long most) {
    int elements = (int) Math.min(most, Math.max(1, RUN_BYTES / fill.length));
    byte[] run = new byte[elements * fill.length];
    fill(run, 0, run.length, fill);
    return run;
  }

  /** Fills bytes {@code from} to {@code to} with {@code fill} after {@code fill}. */
  static void fill(byte[] target, int from, int to, byte[] fill) {
    if (fill.length == 1) {
      Arrays.fill(target, from, to, fill[0]);
      return;
    }
    for (int at = from; at < to; at += fill.length) {
      System.arraycopy(fill, 0, target, at, fill.length);
    }
  }
}
