package io.cellora.h5ad;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * A damaged file in a few bytes, so that a fuzzer has little to vary and every variation counts:
 * the number of a seed, whether to mend its checksums, then edits of {@value #EDIT_BYTES} bytes
 * each: what is done, where, and with which argument.
 */
final class FuzzRecipe {

  static final int EDIT_BYTES = 5;
  private static final int MOST_EDITS = 16;

  /** Sizes, counts, versions and coordinates at and around the limits of their types. */
  private static final long[] VALUES = {
    0,
    1,
    2,
    3,
    7,
    8,
    16,
    64,
    255,
    256,
    4096,
    65535,
    65536,
    1 << 20,
    1 << 24,
    1 << 28,
    1 << 30,
    Integer.MAX_VALUE,
    1L << 31,
    (1L << 32) - 1,
    1L << 32,
    1L << 33,
    1L << 40,
    1L << 53,
    1L << 60,
    (1L << 61) + 1,
    Long.MAX_VALUE,
    Long.MAX_VALUE - 7,
    Long.MIN_VALUE,
    -1,
    -2,
    -8
  };

  private FuzzRecipe() {}

  /** Follows a recipe; every sequence of bytes is one. */
  static byte[] cook(List<FuzzSeed> seeds, byte[] recipe) {
    ByteBuffer steps = ByteBuffer.wrap(recipe);
    int head = steps.hasRemaining() ? steps.get() & 0xff : 0;
    FuzzSeed seed = seeds.get(head % seeds.size());
    byte[] bytes = seed.bytes().clone();
    for (int i = 0; i < MOST_EDITS && steps.remaining() >= EDIT_BYTES; i++) {
      edit(seed, bytes, steps.get() & 0xff, steps.getShort() & 0xffff, steps.getShort());
    }
    // some files keep the checksums that no longer fit
    if (head / seeds.size() % 4 != 0) {
      seed.seal(bytes);
    }
    return bytes;
  }

  private static void edit(FuzzSeed seed, byte[] bytes, int what, int where, short argument) {
    int place = where % (bytes.length - 64);
    if (what < 224) {
      place = Math.min(seed.places()[where % seed.places().length], bytes.length - 64);
    }
    long value = VALUES[Math.floorMod(argument, VALUES.length)];
    ByteBuffer buffer = FuzzSeed.little(bytes);
    switch (what % 10) {
      case 0 -> bytes[place] = (byte) argument;
      case 1 -> buffer.putShort(place, argument);
      case 2 -> buffer.putShort(place, (short) value);
      case 3 -> buffer.putInt(place, (int) value);
      case 4 -> buffer.putLong(place, value);
      case 5 -> buffer.putLong(place, pick(seed.addresses(), argument));
      case 6 -> buffer.putInt(place, (int) pick(seed.addresses(), argument));
      case 7 -> buffer.putInt(place, buffer.getInt(place) + argument);
      case 8 -> bytes[place] ^= (byte) (1 << (argument & 7));
      default -> System.arraycopy(bytes, from(seed, argument), bytes, place, length(argument));
    }
  }

  private static long pick(long[] addresses, short argument) {
    return addresses[Math.floorMod(argument, addresses.length)];
  }

  private static int from(FuzzSeed seed, short argument) {
    return (int) Math.min(pick(seed.addresses(), argument), seed.bytes().length - 64);
  }

  private static int length(short argument) {
    return 8 << (argument & 3);
  }
}
