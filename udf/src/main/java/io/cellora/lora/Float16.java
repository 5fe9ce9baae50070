package io.cellora.lora;

/** IEEE 754 half precision in a short: rounding to the nearest, ties to even. */
final class Float16 {

  private static final int MANTISSA = 13;
  private static final int BIAS = 112 << 23;
  private static final float SMALLEST = 0x1p-24f;
  private static final float SMALLEST_NORMAL = 0x1p-14f;
  private static final float OVERFLOW = 65520f;

  private Float16() {}

  static short[] of(float[] values) {
    short[] out = new short[values.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = of(values[i]);
    }
    return out;
  }

  /** Rounds; beyond 65,504 it becomes infinite. */
  static short of(float value) {
    int bits = Float.floatToRawIntBits(value);
    int sign = bits >>> 16 & 0x8000;
    float size = Math.abs(value);
    if (Float.isNaN(value)) {
      return (short) (sign | 0x7e00);
    }
    if (size >= OVERFLOW) {
      return (short) (sign | 0x7c00);
    }
    if (size < SMALLEST_NORMAL) {
      return (short) (sign | (int) Math.rint(size / SMALLEST));
    }
    int magnitude = (bits & 0x7fffffff) - BIAS;
    int odd = magnitude >>> MANTISSA & 1;
    return (short) (sign | (magnitude + 0xfff + odd) >>> MANTISSA);
  }

  /** Exact. */
  static float toFloat(short half) {
    int sign = (half & 0x8000) << 16;
    int exponent = half >>> 10 & 0x1f;
    int mantissa = half & 0x3ff;
    if (exponent == 0) {
      float size = mantissa * SMALLEST;
      return sign == 0 ? size : -size;
    }
    if (exponent == 0x1f) {
      return Float.intBitsToFloat(sign | 0x7f800000 | mantissa << MANTISSA);
    }
    return Float.intBitsToFloat(sign | (exponent << 23) + BIAS | mantissa << MANTISSA);
  }
}
