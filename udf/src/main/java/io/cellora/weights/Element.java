package io.cellora.weights;

import java.nio.ByteBuffer;

/** An element type as files hold it; the constants are named as safetensors names them. */
enum Element {
  F32("FloatStorage", 4),
  F64("DoubleStorage", 8),
  F16("HalfStorage", 2),
  BF16("BFloat16Storage", 2),
  I64("LongStorage", 8);

  private final String torchStorage;
  private final int bytes;

  Element(String torchStorage, int bytes) {
    this.torchStorage = torchStorage;
    this.bytes = bytes;
  }

  static Element of(DType dtype) {
    return switch (dtype) {
      case FLOAT32 -> F32;
      case FLOAT64 -> F64;
      case INT64 -> I64;
    };
  }

  String torchStorage() {
    return torchStorage;
  }

  int bytes() {
    return bytes;
  }

  /** Bytes one element takes once read. */
  int bytesInMemory() {
    return this == I64 ? Long.BYTES : Float.BYTES;
  }

  /** Reads {@code view} of {@code source}, whose byte order is set; bounds are checked before. */
  Tensor read(ByteBuffer source, StridedView view) {
    return this == I64
        ? Tensor.ofLongs(longs(source, view), view.shape())
        : Tensor.of(floats(source, view), view.shape());
  }

  /** As {@link #read}, but what is wider than float32 keeps all its bits. */
  Tensor readExact(ByteBuffer source, StridedView view) {
    return this == F64 ? Tensor.ofDoubles(doubles(source, view), view.shape()) : read(source, view);
  }

  private double[] doubles(ByteBuffer source, StridedView view) {
    double[] values = new double[view.size()];
    view.forEach((to, from) -> values[to] = source.getDouble(from * bytes));
    return values;
  }

  private float[] floats(ByteBuffer source, StridedView view) {
    float[] values = new float[view.size()];
    if (this == F32 && view.isContiguous()) {
      int length = values.length * bytes;
      source.slice(view.offset() * bytes, length).order(source.order()).asFloatBuffer().get(values);
    } else {
      view.forEach((to, from) -> values[to] = floatAt(source, from * bytes));
    }
    return values;
  }

  private long[] longs(ByteBuffer source, StridedView view) {
    long[] values = new long[view.size()];
    view.forEach((to, from) -> values[to] = source.getLong(from * bytes));
    return values;
  }

  private float floatAt(ByteBuffer source, int at) {
    return switch (this) {
      case F32 -> source.getFloat(at);
      case F64 -> (float) source.getDouble(at);
      case BF16 -> Float.intBitsToFloat(source.getShort(at) << 16);
      case F16 -> half(source.getShort(at));
      case I64 -> throw new IllegalStateException("Cannot read an I64 as a float");
    };
  }

  /** IEEE 754 binary16: 1 sign, 5 exponent (bias 15) and 10 fraction bits. */
  static float half(short bits) {
    int exponent = bits >> 10 & 0x1f;
    int fraction = bits & 0x3ff;
    float magnitude;
    if (exponent == 0) {
      magnitude = Math.scalb((float) fraction, -24);
    } else if (exponent == 0x1f) {
      magnitude = fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
    } else {
      magnitude = Math.scalb((float) (fraction | 0x400), exponent - 25);
    }
    return bits < 0 ? -magnitude : magnitude;
  }
}
