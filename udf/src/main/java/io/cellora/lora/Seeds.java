package io.cellora.lora;

/** Independent seeds from a seed and what they are for. */
final class Seeds {

  private Seeds() {}

  /** Mixes the parts in order (the finaliser of SplitMix64 after each). */
  static long mix(long seed, long... parts) {
    long state = seed;
    for (long part : parts) {
      state = scramble(state + 0x9E3779B97F4A7C15L + scramble(part + 0x632BE59BD9B4E019L));
    }
    return state;
  }

  private static long scramble(long value) {
    long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
