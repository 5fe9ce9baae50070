package io.cellora.functions;

import java.io.Externalizable;
import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectOutput;
import java.util.Arrays;

/**
 * The scores of one class against the rest, each an int that sorts by the score: the bits of a
 * float in [0, 1], which order as it does, and in the last bit whether the cell is of the class. 4
 * bytes a cell.
 */
public final class ScoredCells implements Externalizable {

  private static final long serialVersionUID = 1L;
  private static final int MAX_CELLS = Integer.MAX_VALUE - 8;

  private int[] codes = new int[16];
  private int size;
  private boolean undefined;

  /** No cells. */
  public ScoredCells() {}

  void add(float score, boolean positive) {
    if (!(score >= 0 && score <= 1)) {
      undefined = true;
      return;
    }
    reserve(1);
    // -0 has the sign bit; adding 0 takes it away
    codes[size++] = Float.floatToIntBits(score + 0F) << 1 | (positive ? 1 : 0);
  }

  void addAll(ScoredCells other) {
    reserve(other.size);
    System.arraycopy(other.codes, 0, codes, size, other.size);
    size += other.size;
    undefined |= other.undefined;
  }

  /**
   * The chance that a cell of the class has a higher score than one that is not, ties counting
   * half; NaN if either kind is missing or a score is no probability.
   */
  double auroc() {
    Arrays.sort(codes, 0, size);
    long positives = 0;
    long negatives = 0;
    // Twice the wins, so that it stays a whole number; up to 2^31 cells it cannot overflow.
    long wins = 0;
    for (int start = 0, end; start < size; start = end) {
      end = start;
      long tied = 0;
      while (end < size && codes[end] >> 1 == codes[start] >> 1) {
        tied += codes[end++] & 1;
      }
      long others = end - start - tied;
      wins += tied * (2 * negatives + others);
      positives += tied;
      negatives += others;
    }
    return undefined || positives == 0 || negatives == 0
        ? Double.NaN
        : wins / (2.0 * positives * negatives);
  }

  /** What is told of cells with the same score. */
  interface Ties {
    void add(float score, long cells, long positives);
  }

  long size() {
    return size;
  }

  /** Whether some score is no probability. */
  boolean undefined() {
    return undefined;
  }

  /** Tells of the cells score by score, the highest first. */
  void descend(Ties ties) {
    Arrays.sort(codes, 0, size);
    for (int end = size, start; end > 0; end = start) {
      start = end;
      long positives = 0;
      while (start > 0 && codes[start - 1] >> 1 == codes[end - 1] >> 1) {
        positives += codes[--start] & 1;
      }
      ties.add(Float.intBitsToFloat(codes[end - 1] >> 1), end - start, positives);
    }
  }

  private void reserve(int more) {
    long needed = (long) size + more;
    if (needed > MAX_CELLS) {
      throw new IllegalStateException(
          "Cannot rank scores (one class of one split has too many cells): " + needed);
    }
    if (needed > codes.length) {
      codes = Arrays.copyOf(codes, (int) Math.min(Math.max(needed, 2L * size), MAX_CELLS));
    }
  }

  @Override
  public void writeExternal(ObjectOutput out) throws IOException {
    out.writeBoolean(undefined);
    out.writeObject(Arrays.copyOf(codes, size));
  }

  @Override
  public void readExternal(ObjectInput in) throws IOException, ClassNotFoundException {
    undefined = in.readBoolean();
    codes = (int[]) in.readObject();
    size = codes.length;
  }
}
