package io.cellora.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;

/** A tensor in native memory; it belongs to the scope that made it and dies with it. */
public final class NativeTensor {

  private final NDArray array;

  NativeTensor(NDArray array) {
    this.array = array;
  }

  /** Copies a float32 tensor out, row-major. */
  public float[] toFloats() {
    if (array.getDataType() != DataType.FLOAT32) {
      throw new IllegalStateException(
          "Cannot copy a tensor (not float32): " + array.getDataType() + " " + array.getShape());
    }
    return array.size() == 0 ? new float[0] : array.toFloatArray();
  }

  /** Copies a float64 tensor out, row-major. */
  public double[] toDoubles() {
    if (array.getDataType() != DataType.FLOAT64) {
      throw new IllegalStateException(
          "Cannot copy a tensor (not float64): " + array.getDataType() + " " + array.getShape());
    }
    return array.size() == 0 ? new double[0] : array.toDoubleArray();
  }

  /** Copies an int64 tensor out, row-major. */
  public long[] toLongs() {
    if (array.getDataType() != DataType.INT64) {
      throw new IllegalStateException(
          "Cannot copy a tensor (not int64): " + array.getDataType() + " " + array.getShape());
    }
    return array.size() == 0 ? new long[0] : array.toLongArray();
  }

  /** The same tensor as an argument of another name. */
  public NativeTensor named(String name) {
    array.setName(name);
    return this;
  }

  /** Moves the tensor to a scope that lives longer than the call it came from. */
  public NativeTensor keptBy(NativeScope scope) {
    array.attach(scope.manager());
    return this;
  }

  NDArray array() {
    return array;
  }
}
