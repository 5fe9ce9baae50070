package io.cellora.h5ad;

import io.jhdf.api.Dataset;
import io.jhdf.object.datatype.DataType;
import io.jhdf.object.datatype.EnumDataType;
import io.jhdf.object.datatype.FixedPoint;
import io.jhdf.object.datatype.FloatingPoint;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.Optional;

/**
 * How a dataset stores its numbers, and the element as a Java number; bool is an enum over int8.
 */
enum NumberType {
  INT8(1),
  UINT8(1),
  INT16(2),
  UINT16(2),
  INT32(4),
  UINT32(4),
  INT64(8),
  UINT64(8),
  FLOAT16(2),
  FLOAT32(4),
  FLOAT64(8),
  BOOL(1);

  private static final Map<Integer, String> BOOLS = Map.of(0, "FALSE", 1, "TRUE");

  private final int bytes;

  NumberType(int bytes) {
    this.bytes = bytes;
  }

  /** The type of a dataset's elements, or empty if they are no numbers of a known width. */
  static Optional<NumberType> of(Dataset dataset) {
    return of(dataset.getDataType());
  }

  /** The same of a member of a compound dataset. */
  static Optional<NumberType> of(DataType type) {
    if (type instanceof EnumDataType e) {
      // h5py knows a bool by these two names; any other enum is its numbers
      return e.getSize() == 1 && e.getEnumMapping().equals(BOOLS)
          ? Optional.of(BOOL)
          : of(e.getBaseType());
    }
    if (type instanceof FloatingPoint) {
      return named("FLOAT" + type.getSize() * Byte.SIZE);
    }
    if (type instanceof FixedPoint f) {
      return named((f.isSigned() ? "INT" : "UINT") + type.getSize() * Byte.SIZE);
    }
    return Optional.empty();
  }

  static ByteOrder byteOrder(Dataset dataset) {
    return byteOrder(dataset.getDataType());
  }

  static ByteOrder byteOrder(DataType type) {
    if (type instanceof EnumDataType e) {
      return byteOrder(e.getBaseType());
    }
    if (type instanceof FloatingPoint f) {
      return f.getByteOrder();
    }
    return type instanceof FixedPoint f ? f.getByteOrder() : ByteOrder.LITTLE_ENDIAN;
  }

  private static Optional<NumberType> named(String name) {
    for (NumberType type : values()) {
      if (type.name().equals(name)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  int bytes() {
    return bytes;
  }

  boolean floating() {
    return this == FLOAT16 || this == FLOAT32 || this == FLOAT64;
  }

  /** The next {@code n} elements; unsigned 64-bit ones become the nearest double. */
  double[] doubles(ByteBuffer buffer, int n) {
    double[] values = new double[n];
    switch (this) {
      case FLOAT64 -> buffer.asDoubleBuffer().get(values);
      case FLOAT32 -> {
        float[] floats = new float[n];
        buffer.asFloatBuffer().get(floats);
        for (int i = 0; i < n; i++) {
          values[i] = floats[i];
        }
      }
      case FLOAT16 -> {
        for (int i = 0; i < n; i++) {
          values[i] = FloatingPoint.toFloat(buffer.getShort());
        }
      }
      default -> {
        long[] longs = longs(buffer, n);
        for (int i = 0; i < n; i++) {
          values[i] = this == UINT64 && longs[i] < 0 ? longs[i] + 0x1p64 : longs[i];
        }
      }
    }
    return values;
  }

  /** The next {@code n} elements of an integer type, bit for bit. */
  long[] longs(ByteBuffer buffer, int n) {
    long[] values = new long[n];
    for (int i = 0; i < n; i++) {
      values[i] =
          switch (this) {
            case INT8, BOOL -> buffer.get();
            case UINT8 -> buffer.get() & 0xff;
            case INT16 -> buffer.getShort();
            case UINT16 -> buffer.getShort() & 0xffff;
            case INT32 -> buffer.getInt();
            case UINT32 -> buffer.getInt() & 0xffff_ffffL;
            case INT64, UINT64 -> buffer.getLong();
            default -> throw new IllegalStateException("Cannot read " + this + " as integers");
          };
    }
    return values;
  }
}
