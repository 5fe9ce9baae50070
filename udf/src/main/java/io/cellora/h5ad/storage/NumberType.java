package io.cellora.h5ad.storage;

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
public enum NumberType {
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
  public static Optional<NumberType> of(Dataset dataset) {
    return of(dataset.getDataType());
  }

  /** The same of a member of a compound, or of an attribute. */
  public static Optional<NumberType> of(DataType type) {
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

  public static ByteOrder byteOrder(Dataset dataset) {
    return byteOrder(dataset.getDataType());
  }

  public static ByteOrder byteOrder(DataType type) {
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

  /** Width of an element. */
  public int bytes() {
    return bytes;
  }

  public boolean floating() {
    return this == FLOAT16 || this == FLOAT32 || this == FLOAT64;
  }

  /**
   * The buffer's next {@code n} elements to {@code target} from {@code at} on; unsigned 64-bit ones
   * become the nearest double.
   */
  public void doubles(ByteBuffer from, int n, double[] target, int at) {
    switch (this) {
      case FLOAT64 -> from.asDoubleBuffer().get(target, at, n);
      case FLOAT32 -> {
        for (int i = 0, p = from.position(); i < n; i++, p += Float.BYTES) {
          target[at + i] = from.getFloat(p);
        }
      }
      case INT32 -> {
        for (int i = 0, p = from.position(); i < n; i++, p += Integer.BYTES) {
          target[at + i] = from.getInt(p);
        }
      }
      case FLOAT16 -> {
        for (int i = 0; i < n; i++) {
          target[at + i] = FloatingPoint.toFloat(from.getShort());
        }
      }
      default -> {
        for (int i = 0; i < n; i++) {
          long value = next(from);
          target[at + i] = this == UINT64 && value < 0 ? value + 0x1p64 : value;
        }
      }
    }
  }

  /** The buffer's next {@code n} elements. */
  public double[] doubles(ByteBuffer from, int n) {
    double[] values = new double[n];
    doubles(from, n, values, 0);
    return values;
  }

  /** The buffer's next {@code n} elements of an integer type, bit for bit. */
  public long[] longs(ByteBuffer from, int n) {
    long[] values = new long[n];
    longs(from, n, values, 0);
    return values;
  }

  /** The buffer's next {@code n} elements of an integer type, bit for bit. */
  public void longs(ByteBuffer from, int n, long[] target, int at) {
    if (this == INT64) {
      from.asLongBuffer().get(target, at, n);
      return;
    }
    for (int i = 0; i < n; i++) {
      target[at + i] = next(from);
    }
  }

  /**
   * The buffer's next {@code n} elements of an integer type as positions of 0 to {@code limit}
   * (exclusive); what is none comes out as -1.
   *
   * @return whether all are positions
   */
  public boolean positions(ByteBuffer from, int n, int limit, int[] target, int at) {
    if (this == INT32) {
      from.asIntBuffer().get(target, at, n);
    } else {
      for (int i = 0; i < n; i++) {
        long value = next(from);
        target[at + i] = value >= 0 && value < limit ? (int) value : -1;
      }
    }
    // the sign of either difference tells; no branch, so that the loop runs in wide registers
    int outside = 0;
    for (int i = at; i < at + n; i++) {
      outside |= target[i] | limit - 1 - target[i];
    }
    return outside >= 0 || markOutside(limit, target, at, n);
  }

  private static boolean markOutside(int limit, int[] target, int at, int n) {
    for (int i = at; i < at + n; i++) {
      target[i] = target[i] >= 0 && target[i] < limit ? target[i] : -1;
    }
    return false;
  }

  private long next(ByteBuffer from) {
    return switch (this) {
      case INT8, BOOL -> from.get();
      case UINT8 -> from.get() & 0xff;
      case INT16 -> from.getShort();
      case UINT16 -> from.getShort() & 0xffff;
      case INT32 -> from.getInt();
      case UINT32 -> from.getInt() & 0xffff_ffffL;
      case INT64, UINT64 -> from.getLong();
      default -> throw new IllegalStateException("Cannot read " + this + " as integers");
    };
  }
}
