package io.cellora.lora;

/**
 * A pseudo-random order of 0 to size - 1 that answers any place of it at once and keeps nothing: a
 * Feistel network over the next power of four, walked until it falls inside.
 */
final class Permutation {

  private static final int ROUNDS = 4;

  private final long seed;
  private final int size;
  private final int halfBits;

  Permutation(long seed, int size) {
    this.seed = seed;
    this.size = size;
    int bits = 32 - Integer.numberOfLeadingZeros(Math.max(1, size - 1));
    this.halfBits = (bits + 1) / 2;
  }

  /** The number at a place, 0 to size - 1. */
  int at(int place) {
    if (place < 0 || place >= size) {
      throw new IllegalArgumentException(
          "Invalid place: " + place + ", expected 0 to " + (size - 1));
    }
    long value = place;
    do {
      value = scrambled(value);
    } while (value >= size);
    return (int) value;
  }

  private long scrambled(long value) {
    long mask = (1L << halfBits) - 1;
    long left = value >>> halfBits;
    long right = value & mask;
    for (int round = 0; round < ROUNDS; round++) {
      long next = left ^ (Seeds.mix(seed, round, right) & mask);
      left = right;
      right = next;
    }
    return left << halfBits | right;
  }
}
