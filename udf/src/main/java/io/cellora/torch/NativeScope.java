package io.cellora.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Owns tensors in native memory and frees them when it is closed. A tensor's name says which
 * parameter of a script it is: tensors named {@code W[]} arrive together as a list.
 */
public final class NativeScope implements AutoCloseable {

  private static final Set<NativeScope> OPEN = ConcurrentHashMap.newKeySet();

  private final NDManager manager;

  NativeScope(NDManager manager) {
    this.manager = manager;
    OPEN.add(this);
  }

  /** Tensors in native memory now, over all scopes of this JVM that are not closed. */
  public static int openTensors() {
    return OPEN.stream().mapToInt(scope -> scope.manager.getManagedArrays().size()).sum();
  }

  /** A scope inside this one. */
  public NativeScope child() {
    return new NativeScope(manager.newSubManager());
  }

  /** Copies values in row-major order to a float32 tensor of the shape. */
  public NativeTensor floats(String name, float[] values, int... shape) {
    Shape size = shape(name, values.length, shape);
    if (values.length == 0) {
      return named(name, manager.create(size, DataType.FLOAT32));
    }
    if (manager.getDevice().isGpu()) {
      return named(name, manager.create(FloatBuffer.wrap(values), size, DataType.FLOAT32));
    }
    NDArray array = manager.create(size, DataType.FLOAT32);
    buffer(array).asFloatBuffer().put(values);
    return named(name, array);
  }

  /** Copies values to a float64 tensor [n]. */
  public NativeTensor doubles(String name, double[] values) {
    NDArray array = manager.create(new Shape(values.length), DataType.FLOAT64);
    if (values.length > 0) {
      buffer(array).asDoubleBuffer().put(values);
    }
    return named(name, array);
  }

  /** Copies the first {@code size} values to an int32 tensor [size]. */
  public NativeTensor ints(String name, int[] values, int size) {
    NativeBuffer<IntBuffer> buffer = intBuffer(name, size);
    buffer.values().put(values, 0, size);
    return buffer.tensor();
  }

  /** An int32 tensor [size] that is filled from Java; on a CPU. */
  public NativeBuffer<IntBuffer> intBuffer(String name, int size) {
    NDArray array = manager.create(new Shape(size), DataType.INT32);
    return new NativeBuffer<>(
        named(name, array), size == 0 ? IntBuffer.allocate(0) : buffer(array).asIntBuffer());
  }

  /** A float32 tensor [size] that is filled from Java; on a CPU. */
  public NativeBuffer<FloatBuffer> floatBuffer(String name, int size) {
    NDArray array = manager.create(new Shape(size), DataType.FLOAT32);
    return new NativeBuffer<>(
        named(name, array), size == 0 ? FloatBuffer.allocate(0) : buffer(array).asFloatBuffer());
  }

  /** Copies the first {@code size} values to an int64 tensor [size]. */
  public NativeTensor longs(String name, int[] values, int size) {
    if (size > values.length) {
      throw new IllegalArgumentException(
          "Invalid size of " + name + ": " + size + ", expected at most " + values.length);
    }
    long[] wide = new long[size];
    for (int i = 0; i < size; i++) {
      wide[i] = values[i];
    }
    NDArray array = manager.create(new Shape(size), DataType.INT64);
    if (size > 0) {
      buffer(array).asLongBuffer().put(wide);
    }
    return named(name, array);
  }

  /** A float32 tensor [0]: scripts read it as "not there". */
  public NativeTensor empty(String name) {
    return floats(name, new float[0], 0);
  }

  /** Zeros of another tensor's shape and type. */
  public NativeTensor zerosLike(String name, NativeTensor other) {
    NDArray array = other.array();
    return named(name, manager.zeros(array.getShape(), array.getDataType()));
  }

  @Override
  public void close() {
    OPEN.remove(this);
    manager.close();
  }

  NDManager manager() {
    return manager;
  }

  private static NativeTensor named(String name, NDArray array) {
    array.setName(name);
    return new NativeTensor(array);
  }

  /** On a GPU it would be a copy, and what is written to it would be lost. */
  private static ByteBuffer buffer(NDArray array) {
    if (array.getDevice().isGpu()) {
      throw new IllegalStateException(
          "Cannot fill a tensor from Java (it is not in the processor's memory): "
              + array.getDevice());
    }
    return array.toByteBuffer(true).order(ByteOrder.nativeOrder());
  }

  private static Shape shape(String name, int length, int... shape) {
    long size = 1;
    long[] dims = new long[shape.length];
    for (int i = 0; i < shape.length; i++) {
      dims[i] = shape[i];
      size *= shape[i];
    }
    if (size != length) {
      throw new IllegalArgumentException(
          "Invalid number of values for "
              + name
              + ": "
              + length
              + ", expected "
              + size
              + " for the shape "
              + new Shape(dims));
    }
    return new Shape(dims);
  }
}
